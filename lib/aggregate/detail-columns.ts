import type { Aggregate } from './aggregate.js';
import type { Column } from './column.js';
import type { Form } from './column-form.js';
import type { Columns, Numbers } from './columns.js';
import { LISTS } from './options.js';
import type { ShapeState } from './shape-store.js';

type DetailColumns = Pick<Columns, 'lists' | 'sketches' | 'shapes' | 'requests' | 'samples' | 'addresses'>;

/** Lists, shapes, samples and addresses of the groups with detail, in the order given. */
export function detailColumns(form: Form, aggregate: Aggregate, detailed: ArrayLike<number>): DetailColumns {
  const lists = open(form, ['sizes', 'values', 'counts']);
  const sketches = { list: form.column(), registers: [] as Numbers[] };
  const shapes = open(form, SHAPE_COLUMNS);
  const ranges: (number | null)[] = [];
  const requests = open(form, ['path', 'ip', 'params', 'count']);
  const samples = open(form, ['sizes', 'time', 'texts']);
  const addresses = open(form, ['sizes', 'ip', 'count', 'succeeded']);
  const paths: Numbers[] = [];
  for (let place = 0; place < detailed.length; place++) {
    const detail = aggregate.groups.details[detailed[place]!]!;
    pushLists(form, aggregate, detail, lists);
    for (let i = 0; i < LISTS.length; i++) {
      const sketch = aggregate.lists.sketchOf(detail * LISTS.length + i);
      if (sketch === null) continue;
      sketches.list.push(place * LISTS.length + i);
      sketches.registers.push(sketch.toColumns());
    }
    const ordered = aggregate.shapes.shapes(detail);
    if (form.sorts) ordered.sort((a, b) => compareShapes(a, b, form));
    shapes.sizes.push(ordered.length);
    shapes.rests.push(aggregate.shapes.rest(detail));
    for (const shape of ordered) pushShape(form, shape, { shapes, ranges, requests });
    const chosen = aggregate.samples.samples(detail);
    samples.sizes.push(chosen.length);
    for (const sample of chosen) {
      samples.time.push(sample.timeMs / 1000);
      for (const id of sample.texts) samples.texts.push(form.place(id));
    }
    pushAddresses(form, aggregate, detail, addresses, paths);
  }
  return {
    lists: close(form, lists),
    sketches: { list: form.values(sketches.list), registers: sketches.registers },
    shapes: shapeColumns(close(form, shapes), ranges),
    requests: close(form, requests),
    samples: close(form, samples),
    addresses: { ...close(form, addresses), paths },
  };
}

const SHAPE_COLUMNS = [
  'sizes',
  'rests',
  'texts',
  'flags',
  'halfHours',
  'count',
  'first',
  'last',
  'requests',
  'requestsRest',
  'prefix',
] as const;

type Open<Name extends string> = Readonly<Record<Name, Column>>;

function open<Name extends string>(form: Form, names: readonly Name[]): Open<Name> {
  return Object.fromEntries(names.map((name) => [name, form.column()])) as Open<Name>;
}

function close<Name extends string>(form: Form, columns: Open<Name>): Readonly<Record<Name, Numbers>> {
  const entries = Object.entries<Column>(columns).map(([name, column]) => [name, form.values(column)]);
  return Object.fromEntries(entries) as Readonly<Record<Name, Numbers>>;
}

/** In the order of before: partials are compared by their bytes. */
function shapeColumns(
  { requests, requestsRest, prefix, ...first }: Readonly<Record<(typeof SHAPE_COLUMNS)[number], Numbers>>,
  ranges: Columns['shapes']['ranges'],
): Columns['shapes'] {
  return { ...first, ranges, requests, requestsRest, prefix };
}

function pushLists(form: Form, aggregate: Aggregate, detail: number, out: Open<'sizes' | 'values' | 'counts'>): void {
  for (let list = detail * LISTS.length; list < (detail + 1) * LISTS.length; list++) {
    out.sizes.push(aggregate.lists.kept(list));
    if (!form.sorts) {
      aggregate.lists.each(list, (id, count) => {
        out.values.push(form.place(id));
        out.counts.push(count);
      });
      continue;
    }
    const pairs: [number, number][] = [];
    aggregate.lists.each(list, (id, count) => pairs.push([form.place(id), count]));
    if (pairs.length > 1) pairs.sort((a, b) => a[0] - b[0]);
    for (const [value, count] of pairs) {
      out.values.push(value);
      out.counts.push(count);
    }
  }
}

function pushShape(
  form: Form,
  shape: ShapeState,
  out: {
    readonly shapes: Open<(typeof SHAPE_COLUMNS)[number]>;
    readonly ranges: (number | null)[];
    readonly requests: Open<'path' | 'ip' | 'params' | 'count'>;
  },
): void {
  const { shapes, requests } = out;
  for (const id of shape.texts) shapes.texts.push(form.place(id));
  shapes.flags.push(shape.flags);
  shapes.halfHours.push(shape.halfHours);
  shapes.count.push(shape.count);
  shapes.first.push(shape.firstMs / 1000);
  shapes.last.push(shape.lastMs / 1000);
  for (const value of [shape.offMin, shape.offMax, shape.skewMin, shape.skewMax]) {
    out.ranges.push(Number.isNaN(value) ? null : value);
  }
  const rows = shape.requests.map(({ path, ip, params, count }) => [
    form.place(path),
    form.place(ip),
    params === 0 ? 0 : form.place(params - 1) + 1,
    count,
  ]);
  if (form.sorts) rows.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!);
  for (const [path, ip, params, count] of rows) {
    requests.path.push(path!);
    requests.ip.push(ip!);
    requests.params.push(params!);
    requests.count.push(count!);
  }
  shapes.requests.push(rows.length);
  shapes.requestsRest.push(shape.requestsRest);
  shapes.prefix.push(shape.prefix.length);
}

/** Order of shapes by identity. */
function compareShapes(a: ShapeState, b: ShapeState, form: Form): number {
  for (let i = 0; i < a.texts.length; i++) {
    const difference = form.place(a.texts[i]!) - form.place(b.texts[i]!);
    if (difference !== 0) return difference;
  }
  return a.flags - b.flags || a.halfHours - b.halfHours;
}

function pushAddresses(
  form: Form,
  aggregate: Aggregate,
  detail: number,
  out: Open<'sizes' | 'ip' | 'count' | 'succeeded'>,
  paths: Numbers[],
): void {
  const addresses = aggregate.scanners.addresses(detail);
  if (form.sorts) addresses.sort((a, b) => form.place(a.ip) - form.place(b.ip));
  out.sizes.push(addresses.length);
  for (const address of addresses) {
    out.ip.push(form.place(address.ip));
    out.count.push(address.count);
    out.succeeded.push(address.succeeded ? 1 : 0);
    paths.push(Array.from(address.paths));
  }
}
