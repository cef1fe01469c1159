import { createHash } from 'node:crypto';
import { normalizeEtag } from './etag.js';

/** Where each sort of state lives below the state prefix (contract 5). */
export const STATE_PREFIXES = {
  partials: 'partials/v1/',
  hourRollups: 'rollups/v1/hour/',
  dayRollups: 'rollups/v1/day/',
  failed: 'failed/',
  incidents: 'incidents/',
  outbox: 'outbox/',
  reports: 'reports/',
  facts: 'facts/',
  cursors: 'cursors/',
  own: 'own/',
  corrupt: 'corrupt/',
} as const;

/** The identity of a log object: what a partial's key is derived from. */
export interface SourceObject {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  /** When the log object was written, ms since the epoch. */
  readonly lastModifiedMs: number;
}

const two = (n: number) => String(n).padStart(2, '0');

/** `2026/11/23/07` of a time, UTC. */
export function hourPath(ms: number): string {
  const at = new Date(ms);
  return `${at.getUTCFullYear()}/${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}/${two(at.getUTCHours())}`;
}

/** `2026/11/23` of a time, UTC. */
export function dayPath(ms: number): string {
  return hourPath(ms).slice(0, 10);
}

/** Hash over bucket, key and ETag: 32 hex digits. The same object has the same hash however its ETag is quoted. */
export function sourceHash(source: Pick<SourceObject, 'bucket' | 'key' | 'etag'>): string {
  return createHash('sha256')
    .update(JSON.stringify([source.bucket, source.key, normalizeEtag(source.etag)]))
    .digest('hex')
    .slice(0, 32);
}

/** `partials/v1/YYYY/MM/DD/HH/<hash>.json.gz`, by the hour in which the log object was written. */
export function partialKey(source: SourceObject): string {
  return `${STATE_PREFIXES.partials}${hourPath(source.lastModifiedMs)}/${sourceHash(source)}.json.gz`;
}

/** The hash in a partial's key, or null when it is no partial key. */
export function hashOfPartialKey(key: string): string | null {
  return /\/([0-9a-f]{32})\.json\.gz$/.exec(key)?.[1] ?? null;
}

/** Partials of one hour: the prefix to list. */
export function partialHourPrefix(ms: number): string {
  return `${STATE_PREFIXES.partials}${hourPath(ms)}/`;
}

export function hourRollupKey(ms: number): string {
  return `${STATE_PREFIXES.hourRollups}${hourPath(ms)}.json.gz`;
}

export function dayRollupKey(ms: number): string {
  return `${STATE_PREFIXES.dayRollups}${dayPath(ms)}.json.gz`;
}

/** The record of a log object that could not be ingested: one per version of the object. */
export function failedKey(source: Pick<SourceObject, 'bucket' | 'key' | 'etag'>): string {
  return `${STATE_PREFIXES.failed}${sourceHash(source)}.json`;
}

/** How far the sweep has listed one log prefix. */
export function cursorKey(bucket: string, prefix: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([bucket, prefix]))
    .digest('hex');
  return `${STATE_PREFIXES.cursors}${hash.slice(0, 16)}.json`;
}

/** Names one identity under which the functions run. */
export function ownKey(id: string): string {
  return `${STATE_PREFIXES.own}${id}.json`;
}

/** The snapshot of one day: `facts/2026-11-23.json.gz`. */
export function factsKey(day: string): string {
  return `${STATE_PREFIXES.facts}${day}.json.gz`;
}

/** Where an unreadable object is set aside. */
export function corruptKey(key: string): string {
  return `${STATE_PREFIXES.corrupt}${key}`;
}
