import { KINDS } from '../denial/kinds.js';
import { SAMPLE_TEXTS } from './columns.js';
import { LISTS } from './options.js';
import { SHAPE_TEXTS } from './shape-store.js';

/** Times up to here can be written as ISO 8601. Seconds: the year 9999. */
const LATEST = 253_402_300_800;

type Unknown = Record<string, unknown>;

/** What is wrong with columns that came from outside, null when they are sound: merging them can then neither throw nor misplace a row. */
export function checkColumns(columns: Unknown): string | null {
  try {
    check(columns);
    return null;
  } catch (error) {
    if (error instanceof Unsound) return error.message;
    return 'its columns are incomplete';
  }
}

class Unsound extends Error {}

function check(c: Unknown): void {
  const inputs = object(c['inputs'], 'inputs');
  for (const name of ['files', 'bytes', 'lines', 'damagedFiles']) count(inputs[name], `inputs.${name}`);
  for (const value of Object.values(object(inputs['rejected'], 'inputs.rejected'))) count(value, 'inputs.rejected');
  const totals = object(c['totals'], 'totals');
  for (const name of ['requests', 'denials', 'excluded', 'status402', 'status451'])
    count(totals[name], `totals.${name}`);
  if (c['window'] !== null) column(c['window'], 'window', 2, LATEST);
  const strings = c['strings'];
  if (!Array.isArray(strings) || !strings.every((text) => typeof text === 'string'))
    throw new Unsound('strings is no list of texts');
  const texts = strings.length;

  const buckets = object(c['buckets'], 'buckets');
  const bucketCount = column(buckets['name'], 'buckets.name', -1, texts);
  same(buckets, 'buckets', ['requests', 'denials'], bucketCount);
  column(c['bucketsRest'], 'bucketsRest', 2);

  const slots = object(c['slots'], 'slots');
  const slotCount = column(slots['bucket'], 'slots.bucket', -1, bucketCount);
  same(slots, 'slots', ['requests', 'denials'], slotCount);
  column(slots['slot'], 'slots.slot', slotCount, LATEST / 300);
  count(slots['lost'], 'slots.lost');
  const kinds = object(slots['kinds'], 'slots.kinds');
  const kindRows = column(kinds['row'], 'slots.kinds.row', -1, slotCount);
  column(kinds['kind'], 'slots.kinds.kind', kindRows, KINDS.length);
  column(kinds['count'], 'slots.kinds.count', kindRows);

  const groups = object(c['groups'], 'groups');
  const groupCount = column(groups['bucket'], 'groups.bucket', -1, bucketCount);
  column(groups['kind'], 'groups.kind', groupCount, KINDS.length);
  column(groups['requester'], 'groups.requester', groupCount, texts);
  same(groups, 'groups', ['count', 'healed', 'succeeded'], groupCount);
  for (const name of ['first', 'last']) column(groups[name], `groups.${name}`, groupCount, LATEST);
  column(groups['detail'], 'groups.detail', groupCount, 2);
  const detailed = sum(groups['detail'] as number[]);

  const groupSlots = object(c['groupSlots'], 'groupSlots');
  const groupRows = column(groupSlots['group'], 'groupSlots.group', -1, groupCount);
  column(groupSlots['slot'], 'groupSlots.slot', groupRows, LATEST / 300);
  column(groupSlots['count'], 'groupSlots.count', groupRows);
  checkDetails(c, detailed, texts);
  checkRest(c);
}

function checkDetails(c: Unknown, detailed: number, texts: number): void {
  const lists = object(c['lists'], 'lists');
  column(lists['sizes'], 'lists.sizes', detailed * LISTS.length);
  const values = column(lists['values'], 'lists.values', sum(lists['sizes'] as number[]), texts);
  column(lists['counts'], 'lists.counts', values);
  const sketches = object(c['sketches'], 'sketches');
  const sketchCount = column(sketches['list'], 'sketches.list', -1, detailed * LISTS.length);
  columnList(sketches['registers'], 'sketches.registers', sketchCount);

  const shapes = object(c['shapes'], 'shapes');
  column(shapes['sizes'], 'shapes.sizes', detailed);
  column(shapes['rests'], 'shapes.rests', detailed);
  const shapeCount = sum(shapes['sizes'] as number[]);
  column(shapes['texts'], 'shapes.texts', shapeCount * SHAPE_TEXTS.length, texts);
  same(shapes, 'shapes', ['flags', 'count', 'requests', 'requestsRest'], shapeCount);
  if (shapes['prefix'] !== undefined) column(shapes['prefix'], 'shapes.prefix', shapeCount);
  for (const name of ['first', 'last']) column(shapes[name], `shapes.${name}`, shapeCount, LATEST);
  const { halfHours, ranges } = shapes;
  if (!Array.isArray(halfHours) || halfHours.length !== shapeCount || !halfHours.every(Number.isFinite)) {
    throw new Unsound('shapes.halfHours is unsound');
  }
  if (
    !Array.isArray(ranges) ||
    ranges.length !== shapeCount * 4 ||
    !ranges.every((value) => value === null || Number.isFinite(value))
  ) {
    throw new Unsound('shapes.ranges is unsound');
  }
  const requests = object(c['requests'], 'requests');
  const rows = column(requests['path'], 'requests.path', sum(shapes['requests'] as number[]), texts);
  column(requests['ip'], 'requests.ip', rows, texts);
  column(requests['params'], 'requests.params', rows, texts + 1);
  column(requests['count'], 'requests.count', rows);
  for (const params of requests['params'] as number[])
    if (params > 0) paramsText((c['strings'] as string[])[params - 1]!);

  const samples = object(c['samples'], 'samples');
  column(samples['sizes'], 'samples.sizes', detailed);
  const sampleCount = column(samples['time'], 'samples.time', sum(samples['sizes'] as number[]), LATEST);
  column(samples['texts'], 'samples.texts', sampleCount * SAMPLE_TEXTS.length, texts);

  const addresses = object(c['addresses'], 'addresses');
  column(addresses['sizes'], 'addresses.sizes', detailed);
  const addressCount = column(addresses['ip'], 'addresses.ip', sum(addresses['sizes'] as number[]), texts);
  same(addresses, 'addresses', ['count', 'succeeded'], addressCount);
  columnList(addresses['paths'], 'addresses.paths', addressCount);
}

function checkRest(c: Unknown): void {
  const { changes } = c;
  if (!Array.isArray(changes)) throw new Unsound('changes is no list');
  for (const change of changes) {
    const row = object(change, 'changes');
    for (const name of ['time', 'bucket', 'action', 'requester']) {
      if (typeof row[name] !== 'string') throw new Unsound(`changes.${name} is no text`);
    }
  }
  const others = object(c['others'], 'others');
  count(others['denials'], 'others.denials');
  column(others['groups'], 'others.groups', -1);
}

function object(value: unknown, name: string): Unknown {
  if (typeof value !== 'object' || value === null) throw new Unsound(`${name} is missing`);
  return value as Unknown;
}

function count(value: unknown, name: string): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw new Unsound(`${name} is no count`);
}

/** A column of numbers from 0 to below `limit`, of the given length (-1: any). Returns its length. */
function column(value: unknown, name: string, length: number, limit = Number.MAX_VALUE): number {
  if (!Array.isArray(value)) throw new Unsound(`${name} is missing`);
  if (length >= 0 && value.length !== length)
    throw new Unsound(`${name} has ${value.length} rows instead of ${length}`);
  const sound = limit === Number.MAX_VALUE ? areCounts(value) : areWholeBelow(value, limit);
  if (!sound) throw new Unsound(`${name} holds something that is out of range`);
  return value.length;
}

function areCounts(values: readonly unknown[]): boolean {
  for (let i = 0; i < values.length; i++) {
    const n = values[i];
    if (typeof n !== 'number' || !(n >= 0 && n < Number.MAX_VALUE)) return false;
  }
  return true;
}

function areWholeBelow(values: readonly unknown[], limit: number): boolean {
  for (let i = 0; i < values.length; i++) {
    const n = values[i];
    // Nearly every number is small: such a one is told to be whole by the cheapest of operations.
    if (typeof n !== 'number' || !(n >= 0 && n < limit) || ((n | 0) !== n && !Number.isInteger(n))) return false;
  }
  return true;
}

function columnList(value: unknown, name: string, length: number): void {
  if (!Array.isArray(value) || value.length !== length) throw new Unsound(`${name} is unsound`);
  for (const entry of value) column(entry, name, -1);
}

function same(owner: Unknown, name: string, columns: readonly string[], length: number): void {
  for (const each of columns) column(owner[each], `${name}.${each}`, length);
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function paramsText(text: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unsound('requests.params is no JSON');
  }
  if (Object.values(object(value, 'requests.params')).some((v) => typeof v !== 'string'))
    throw new Unsound('requests.params is unsound');
}
