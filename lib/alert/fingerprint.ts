import { createHash } from 'node:crypto';
import type { GroupRef } from './rules-types.js';

/**
 * What makes two findings the same incident. Versioned: the fields and their order must never change under `v1`, or every open
 * incident would be told again after an upgrade.
 */
export type IncidentKey =
  | { readonly by: 'cause'; readonly cause: string; readonly bucket: string; readonly subject: string }
  | ({ readonly by: 'group' } & GroupRef)
  /** Something about the watching itself: no log files, a dead channel. */
  | { readonly by: 'system'; readonly condition: string; readonly subject: string };

export function fingerprint(key: IncidentKey): string {
  const parts =
    key.by === 'cause'
      ? ['cause', key.cause, key.bucket, key.subject]
      : key.by === 'group'
        ? ['group', key.bucket, key.kind, key.requester]
        : ['system', key.condition, key.subject];
  return `v1-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20)}`;
}
