import type { SettingsChange } from '../aggregate/model.js';
import type { Kind } from '../denial/kinds.js';
import type { Diagnosis } from './model.js';
import type { View } from './view.js';

/** Which settings can begin a kind of denial; others that happened to change shortly before would mislead. */
const RELEVANT: Readonly<Partial<Record<Kind, RegExp>>> = {
  'access-denied': /Policy|ACL|Origin|Website/i,
  unspecified: /./,
  other: /./,
  'cors-forbidden': /CORS/i,
  'referer-denied': /Referer/i,
  'strict-signature': /Strict/i,
  'signature-mismatch': /Strict|Domain/i,
  'invalid-object-state': /Lifecycle|Tiering/i,
  'no-process-authority': /Policy|ACL/i,
};

/** A change this long before the first denial is worth naming. */
const WINDOW_MS = 3_600_000;

/** When it began, and the last change of the bucket's settings shortly before, as the log itself records it. */
export function onsetOf(firstSeen: string, view: View): NonNullable<Diagnosis['onset']> {
  const since = Date.parse(firstSeen);
  let change: SettingsChange | null = null;
  let afterMs: number | null = null;
  for (const candidate of view.context.changes) {
    if (candidate.bucket !== view.group.bucket || !RELEVANT[view.group.kind]?.test(candidate.action)) continue;
    const distance = since - Date.parse(candidate.time);
    if (!(distance >= 0 && distance <= WINDOW_MS)) continue;
    if (afterMs === null || distance < afterMs) {
      change = candidate;
      afterMs = distance;
    }
  }
  return { since: firstSeen, change, afterMs };
}

/** Was a setting changed after the last of these denials? Then today's settings are not those that refused them. */
export function changedSince(lastSeen: string, actions: RegExp, view: View): SettingsChange | null {
  const last = Date.parse(lastSeen);
  return (
    view.context.changes.find(
      (change) => change.bucket === view.group.bucket && actions.test(change.action) && Date.parse(change.time) > last,
    ) ?? null
  );
}
