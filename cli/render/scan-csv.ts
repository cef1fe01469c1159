import type { Group } from '../../lib/aggregate/model.js';
import { CSV_START, csvLine } from '../../lib/text/csv.js';

const first = (values: readonly { value: string }[]) => values[0]?.value ?? '';

/** Columns of `scan --format csv`, with the value of each. */
const COLUMNS: readonly (readonly [string, (group: Group) => string | number])[] = [
  ['bucket', (group) => group.bucket],
  ['kind', (group) => group.kind],
  ['requester', (group) => group.requester],
  ['count', (group) => group.count],
  ['firstSeen', (group) => group.firstSeen],
  ['lastSeen', (group) => group.lastSeen],
  ['code', (group) => first(group.codes)],
  ['message', (group) => first(group.messages)],
  ['action', (group) => first(group.actions)],
  ['accessKey', (group) => first(group.accessKeys)],
  ['remoteIps', (group) => group.remoteIps.distinct],
  ['topRemoteIp', (group) => first(group.remoteIps.top)],
  ['paths', (group) => group.paths.distinct],
  ['topPath', (group) => first(group.paths.top)],
  ['topUserAgent', (group) => first(group.userAgents.top)],
  ['topReferer', (group) => first(group.referers.top)],
  ['healed', (group) => group.healed],
  ['succeeded', (group) => group.succeeded.count],
  ['sampleRequestId', (group) => group.samples[0]?.requestId ?? ''],
];

/** One line a group, with a header. */
export function* renderScanCsv(groups: Iterable<Group>): Generator<string> {
  yield CSV_START + csvLine(COLUMNS.map(([name]) => name));
  for (const group of groups) yield csvLine(COLUMNS.map(([, value]) => value(group)));
}
