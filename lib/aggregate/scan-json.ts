import { isoTime } from '../accesslog/event-time.js';
import { KINDS } from '../denial/kinds.js';
import type { Aggregate } from './aggregate.js';
import type { Group, ScanResult } from './model.js';
import { groupOrder, scanHead, toGroup } from './scan-result.js';
import { hasDetail } from './to-columns.js';

/** Groups are put together to pieces of text of about this length: longer ones stay in memory until a full garbage collection. */
const PIECE = 1 << 15;

/** What is changed of a result before it is written. */
export interface Mask {
  scan(scan: ScanResult): ScanResult;
  group(group: Group): Group;
}

/** `scan --format json` in pieces, one group at a time: the result is never whole in memory. Ends with a line feed. */
export function* writeScanJson(aggregate: Aggregate, mask?: Mask): Iterable<string> {
  const plain = scanHead(aggregate);
  const { groups: _none, changes, others, ...head } = mask?.scan(plain) ?? plain;
  yield `${JSON.stringify(head).slice(0, -1)},"groups":[`;
  let piece = '';
  const order = groupOrder(aggregate);
  for (let i = 0; i < order.length; i++) {
    piece += (i === 0 ? '\n' : ',\n') + groupJson(aggregate, order[i]!, mask);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n],"changes":${JSON.stringify(changes)},"others":${JSON.stringify(others)}}\n`;
}

/** `scan --format ndjson` in pieces: a group on each line. */
export function* writeScanNdjson(aggregate: Aggregate, mask?: Mask): Iterable<string> {
  for (const group of groupOrder(aggregate)) yield `${groupJson(aggregate, group, mask)}\n`;
}

/** The lists of a group that has counts only, between its times and what its requester succeeded with. */
const NO_LISTS = `"countsOnly":true,"codes":[],"messages":[],"actions":[],"accessKeys":[],${[
  'remoteIps',
  'paths',
  'userAgents',
  'hosts',
  'referers',
]
  .map((name) => `"${name}":{"distinct":0,"top":[]}`)
  .join(',')}`;

/** A group as JSON; of counts only without building its object, since most groups of a large log are of that kind. */
export function groupJson(aggregate: Aggregate, group: number, mask?: Mask): string {
  if (mask !== undefined) return JSON.stringify(mask.group(toGroup(aggregate, group)));
  if (hasDetail(aggregate, group)) return JSON.stringify(toGroup(aggregate, group));
  const { groups, interner } = aggregate;
  const bucket = JSON.stringify(interner.text(aggregate.bucketName(groups.bucket(group))));
  const requester = JSON.stringify(interner.text(groups.requester(group)));
  return (
    `{"bucket":${bucket},"kind":"${KINDS[groups.kind(group)]!}","requester":${requester},"count":${groups.counts[group]!},` +
    `"firstSeen":"${isoTime(groups.firsts[group]!)}","lastSeen":"${isoTime(groups.lasts[group]!)}",${NO_LISTS},` +
    `"healed":${groups.healed[group]!},"succeeded":{"count":${groups.succeeded[group]!},"actions":[],"prefixes":[]},` +
    `"shapes":[],"samples":[]}`
  );
}
