import type { Group } from '../../lib/aggregate/model.js';
import type { Text } from '../../lib/lang.js';
import { firstOf } from './scan-table.js';
import { WORDS } from './words.js';

/** What the wide formats (HTML, Markdown) show of a group after its count, with the value of each. */
export const COLUMNS: readonly (readonly [Text, (group: Group) => string])[] = [
  [WORDS.kind, (group) => group.kind],
  [WORDS.bucket, (group) => group.bucket],
  [WORDS.requester, (group) => group.requester],
  [WORDS.message, (group) => firstOf(group.messages)],
  [WORDS.action, (group) => firstOf(group.actions)],
  [WORDS.path, (group) => firstOf(group.paths.top, group.paths.distinct)],
  [WORDS.from, (group) => firstOf(group.remoteIps.top, group.remoteIps.distinct)],
  [WORDS.since, (group) => group.firstSeen],
  [WORDS.last, (group) => group.lastSeen],
];

export const HEADERS: readonly Text[] = [WORDS.denials, ...COLUMNS.map(([word]) => word)];
