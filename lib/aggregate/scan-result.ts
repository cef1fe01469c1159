import { isoTime } from '../accesslog/event-time.js';
import { KINDS } from '../denial/kinds.js';
import type { Aggregate } from './aggregate.js';
import { SAMPLE_TEXTS } from './columns.js';
import type { Counted, Group, Sample, ScanResult, Shape, ShapeRequest, TopList } from './model.js';
import { LIST, LISTS, type ListName, TOP_REQUESTS, TOP_SHAPES, TOP_VALUES } from './options.js';
import type { SampleState } from './sample-store.js';
import { FLAG_NO_VPC, FLAG_TOKEN, FLAG_VPC, SHAPE_TEXTS, type ShapeState, type ShapeText } from './shape-store.js';
import { hasDetail } from './to-columns.js';

/** The aggregate as `scan --format json` shows it (contract 2.1). `top` limits the groups, the largest first. */
export function toScanResult(aggregate: Aggregate, options: { readonly top?: number } = {}): ScanResult {
  const shown = groupOrder(aggregate, options.top);
  return { ...scanHead(aggregate), groups: Array.from(shown, (group) => toGroup(aggregate, group)) };
}

/** The groups in their order, each made when it is asked for. */
export function* eachGroup(aggregate: Aggregate): Iterable<Group> {
  for (const group of groupOrder(aggregate)) yield toGroup(aggregate, group);
}

/** Everything of the scan result but its groups. */
export function scanHead(aggregate: Aggregate): ScanResult {
  const { inputs } = aggregate;
  const rejected = [...aggregate.rejected].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    schema: 'cos403.scan/1',
    inputs: {
      files: inputs.files,
      bytes: inputs.bytes,
      lines: inputs.lines,
      rejectedLines: inputs.rejectedLines,
      damagedFiles: inputs.damagedFiles,
      ...(rejected.length > 0 ? { rejected: Object.fromEntries(rejected) } : {}),
    },
    window:
      aggregate.fromMs <= aggregate.toMs ? { from: isoTime(aggregate.fromMs), to: isoTime(aggregate.toMs) } : null,
    totals: {
      requests: aggregate.requests,
      denials: aggregate.denials,
      excluded: aggregate.excluded,
      lookAlikes: { '402': aggregate.status402, '451': aggregate.status451 },
    },
    buckets: bucketTotals(aggregate),
    ...(aggregate.bucketsRestRequests > 0
      ? { bucketsRest: { requests: aggregate.bucketsRestRequests, denials: aggregate.bucketsRestDenials } }
      : {}),
    groups: [],
    changes: aggregate.changes.sorted(),
    others: {
      groups: aggregate.othersDenials === 0 ? 0 : aggregate.othersGroups.estimate(),
      denials: aggregate.othersDenials,
      ...(aggregate.othersDenials > 0 ? { approximate: true } : {}),
    },
  };
}

function bucketTotals(aggregate: Aggregate): ScanResult['buckets'] {
  const rows = Array.from({ length: aggregate.bucketCount }, (_, row) => ({
    bucket: aggregate.interner.text(aggregate.bucketName(row)),
    requests: aggregate.bucketRequests[row]!,
    denials: aggregate.bucketDenials[row]!,
  }));
  return rows.sort((a, b) => b.denials - a.denials || b.requests - a.requests || (a.bucket < b.bucket ? -1 : 1));
}

/** Numbers of the groups: count descending, then bucket, kind and requester. `top`: only the first ones. */
export function groupOrder(aggregate: Aggregate, top?: number): Int32Array {
  const { groups, interner } = aggregate;
  const kindRank = KINDS.map((kind) => [...KINDS].sort().indexOf(kind));
  const order = largest(groups.counts.subarray(0, groups.size), top).sort(
    (a, b) =>
      groups.counts[b]! - groups.counts[a]! ||
      interner.compare(aggregate.bucketName(groups.bucket(a)), aggregate.bucketName(groups.bucket(b))) ||
      kindRank[groups.kind(a)]! - kindRank[groups.kind(b)]! ||
      interner.compare(groups.requester(a), groups.requester(b)),
  );
  return top === undefined ? order : order.subarray(0, top);
}

/** Places of the `top` largest counts, all that tie with the last of them included. */
function largest(counts: Float64Array, top: number | undefined): Int32Array {
  const all = Int32Array.from(counts, (_, i) => i);
  if (top === undefined || top >= all.length) return all;
  const least = Float64Array.from(counts).sort()[counts.length - top] ?? Number.POSITIVE_INFINITY;
  return all.filter((i) => counts[i]! >= least);
}

/** One group as the contract shows it. */
export function toGroup(aggregate: Aggregate, group: number): Group {
  const { groups, interner, shapes } = aggregate;
  const count = groups.counts[group]!;
  const detailed = hasDetail(aggregate, group);
  const detail = detailed ? groups.details[group]! : -1;
  const list = (name: ListName, total = count) => topValues(aggregate, detail, name, total);
  const plain = {
    codes: list('codes'),
    messages: list('messages'),
    actions: list('actions'),
    accessKeys: list('accessKeys'),
  };
  const rest = Object.entries(plain).filter(([, value]) => detailed && value.rest > 0);
  const scanners = detailed ? aggregate.scanners.scanners(detail) : [];
  const ordered = detailed ? shapeOrder(aggregate, detail) : [];
  const shown = ordered.slice(0, TOP_SHAPES);
  const shapesRest = shapes.rest(detail) + ordered.slice(TOP_SHAPES).reduce((sum, shape) => sum + shape.count, 0);
  const succeeded = groups.succeeded[group]!;
  return {
    bucket: interner.text(aggregate.bucketName(groups.bucket(group))),
    kind: KINDS[groups.kind(group)]!,
    requester: interner.text(groups.requester(group)),
    count,
    firstSeen: isoTime(groups.firsts[group]!),
    lastSeen: isoTime(groups.lasts[group]!),
    ...(detailed ? {} : { countsOnly: true }),
    codes: plain.codes.top,
    messages: plain.messages.top,
    actions: plain.actions.top,
    accessKeys: plain.accessKeys.top,
    remoteIps: topList(aggregate, detail, 'remoteIps', count),
    paths: topList(aggregate, detail, 'paths', count),
    userAgents: topList(aggregate, detail, 'userAgents', count),
    hosts: topList(aggregate, detail, 'hosts', count),
    referers: topList(aggregate, detail, 'referers', count),
    healed: groups.healed[group]!,
    succeeded: {
      count: succeeded,
      actions: list('succeededActions', succeeded).top,
      prefixes: list('succeededPrefixes', succeeded).top,
    },
    ...(scanners.length > 0 ? { scanners: scanners.slice(0, TOP_VALUES) } : {}),
    shapes: shown.map((shape) => toShape(aggregate, shape)),
    ...(shapesRest > 0 && detailed ? { shapesRest } : {}),
    samples: detailed ? aggregate.samples.samples(detail).map((sample) => toSample(aggregate, sample)) : [],
    ...(rest.length > 0 ? { rest: Object.fromEntries(rest.map(([name, value]) => [name, value.rest])) } : {}),
  };
}

function topValues(
  aggregate: Aggregate,
  detail: number,
  name: ListName,
  total: number,
): { top: Counted[]; rest: number } {
  if (detail < 0) return { top: [], rest: total };
  const { interner, lists } = aggregate;
  const ids: number[] = [];
  const counts: number[] = [];
  // An insertion into ten places: most lists are short and most values of long ones are rare.
  lists.each(detail * LISTS.length + LIST[name], (id, count) => {
    let at = ids.length;
    while (at > 0 && (counts[at - 1]! < count || (counts[at - 1] === count && interner.compare(id, ids[at - 1]!) < 0)))
      at--;
    if (at >= TOP_VALUES) return;
    ids.splice(at, 0, id);
    counts.splice(at, 0, count);
    if (ids.length > TOP_VALUES) {
      ids.pop();
      counts.pop();
    }
  });
  return {
    top: ids.map((id, i) => ({ value: interner.text(id), count: counts[i]! })),
    rest: total - counts.reduce((sum, count) => sum + count, 0),
  };
}

function topList(aggregate: Aggregate, detail: number, name: ListName, total: number): TopList {
  if (detail < 0) return { distinct: 0, top: [] };
  const list = detail * LISTS.length + LIST[name];
  const sketch = aggregate.lists.sketchOf(list);
  const { top, rest } = topValues(aggregate, detail, name, total);
  return {
    distinct: sketch === null ? aggregate.lists.kept(list) : Math.max(aggregate.lists.kept(list), sketch.estimate()),
    ...(sketch === null ? {} : { approximate: true }),
    top,
    ...(rest > 0 ? { rest } : {}),
  };
}

function shapeOrder(aggregate: Aggregate, detail: number): ShapeState[] {
  const { interner } = aggregate;
  return [...aggregate.shapes.shapes(detail)].sort((a, b) => {
    if (a.count !== b.count) return b.count - a.count;
    for (let i = 0; i < a.texts.length; i++) {
      const order = interner.compare(a.texts[i]!, b.texts[i]!);
      if (order !== 0) return order;
    }
    return a.flags - b.flags || a.halfHours - b.halfHours;
  });
}

function toShape(aggregate: Aggregate, shape: ShapeState): Shape {
  const text = (name: ShapeText) => aggregate.interner.text(shape.texts[SHAPE_TEXTS.indexOf(name)]!);
  const { requests, rest } = toRequests(aggregate, shape);
  return {
    count: shape.count,
    firstSeen: isoTime(shape.firstMs),
    lastSeen: isoTime(shape.lastMs),
    action: text('action'),
    method: text('method'),
    accessKeyId: text('accessKeyId'),
    keyForm: text('keyForm') as Shape['keyForm'],
    signedBy: text('signedBy') as Shape['signedBy'],
    securityToken: (shape.flags & FLAG_TOKEN) !== 0,
    validity: text('validity') as Shape['validity'],
    offBy: Number.isNaN(shape.offMin) ? null : { minMs: shape.offMin, maxMs: shape.offMax },
    signSkew: Number.isNaN(shape.skewMin) ? null : { minMs: shape.skewMin, maxMs: shape.skewMax },
    ...(shape.halfHours === 0 ? {} : { skewHalfHours: shape.halfHours }),
    hostStyle: text('hostStyle') as Shape['hostStyle'],
    host: text('host'),
    logSource: text('logSource'),
    storageClass: text('storageClass'),
    referer: text('referer'),
    fromVpc: (shape.flags & FLAG_VPC) !== 0 ? true : (shape.flags & FLAG_NO_VPC) !== 0 ? false : null,
    accountId: text('accountId'),
    region: text('region'),
    pathForm: text('pathForm') as Shape['pathForm'],
    extension: text('extension'),
    requests,
    ...(rest > 0 ? { requestsRest: rest, pathPrefix: wholeCharacters(shape.prefix) } : {}),
  };
}

/** Without half a character at its end. */
function wholeCharacters(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}

function toSample(aggregate: Aggregate, sample: SampleState): Sample {
  const text = (name: (typeof SAMPLE_TEXTS)[number]) =>
    aggregate.interner.text(sample.texts[SAMPLE_TEXTS.indexOf(name)]!);
  return {
    requestId: text('requestId'),
    time: isoTime(sample.timeMs),
    action: text('action'),
    method: text('method'),
    path: text('path'),
    remoteIp: text('remoteIp'),
    host: text('host'),
    userAgent: text('userAgent'),
    referer: text('referer'),
    accessKeyId: text('accessKeyId'),
  };
}

function toRequests(aggregate: Aggregate, shape: ShapeState): { requests: ShapeRequest[]; rest: number } {
  const { interner } = aggregate;
  const rows = [...shape.requests].sort(
    (a, b) =>
      b.count - a.count ||
      interner.compare(a.path, b.path) ||
      interner.compare(a.ip, b.ip) ||
      compareOptional(interner, a.params, b.params),
  );
  const shown = rows.slice(0, TOP_REQUESTS);
  const rest = rows.slice(TOP_REQUESTS).reduce((sum, row) => sum + row.count, shape.requestsRest);
  return {
    requests: shown.map(({ path, ip, params, count }) => ({
      path: interner.text(path),
      remoteIp: interner.text(ip),
      ...(params === 0 ? {} : { params: JSON.parse(interner.text(params - 1)) as Record<string, string> }),
      count,
    })),
    rest,
  };
}

function compareOptional(interner: Aggregate['interner'], a: number, b: number): number {
  if (a === 0 || b === 0) return a - b;
  return interner.compare(a - 1, b - 1);
}
