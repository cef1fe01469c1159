import { isAscii } from 'node:buffer';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Aggregate } from './aggregate.js';
import { checkColumns } from './check-columns.js';
import type { Columns } from './columns.js';
import { toColumns } from './to-columns.js';

export const PARTIAL_SCHEMA = 'cos403.partial/1';
export const ROLLUP_SCHEMA = 'cos403.rollup/1';
/** Largest partial or rollup that is decoded, uncompressed. Bytes. */
const MAX_DECODED = 256 << 20;

/** The log object that a partial was made from. */
export interface PartialSource {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  /** ISO 8601 UTC. */
  readonly lastModified: string;
}

/** The aggregate of one delivered log file. */
export interface Partial {
  readonly source: PartialSource;
  readonly columns: Columns;
}

/** The aggregate of many files with the hashes of the partials in it (contract 5). */
export interface Rollup {
  /** What time it covers, for people: `2026/11/22/07` or `2026/11/22`. */
  readonly period: string;
  readonly hashes: readonly string[];
  readonly columns: Columns;
}

export type DecodeFailure = {
  readonly ok: false;
  readonly code: 'not-gzip' | 'not-json' | 'unknown-schema' | 'newer-schema' | 'invalid-content';
  /** A sentence that says what to do. */
  readonly reason: string;
};
export type DecodedPartial = { readonly ok: true; readonly partial: Partial } | DecodeFailure;
export type DecodedRollup = { readonly ok: true; readonly rollup: Rollup } | DecodeFailure;

/** The bytes of a partial: gzip JSON, a pure function of the log object's content and `source`. */
export function encodePartial(aggregate: Aggregate, source: PartialSource): Buffer {
  const { bucket, key, etag, size, lastModified } = source;
  return pack({ schema: PARTIAL_SCHEMA, source: { bucket, key, etag, size, lastModified }, ...toColumns(aggregate) });
}

/** Reads a partial; anything that is none is told by code and reason, nothing throws. */
export function decodePartial(bytes: Uint8Array): DecodedPartial {
  const content = unpack(bytes, PARTIAL_SCHEMA);
  if (!content.ok) return content;
  const { source, ...columns } = content.value;
  if (!isSource(source)) return invalid('its source is incomplete');
  const problem = checkColumns(columns);
  if (problem !== null) return invalid(problem);
  return { ok: true, partial: { source, columns: columns as unknown as Columns } };
}

/** The bytes of a rollup; hashes are kept sorted. */
export function encodeRollup(aggregate: Aggregate, rollup: Pick<Rollup, 'period' | 'hashes'>): Buffer {
  return pack({
    schema: ROLLUP_SCHEMA,
    period: rollup.period,
    hashes: [...rollup.hashes].sort(),
    ...toColumns(aggregate),
  });
}

/** Reads a rollup as `decodePartial` reads a partial. */
export function decodeRollup(bytes: Uint8Array): DecodedRollup {
  const content = unpack(bytes, ROLLUP_SCHEMA);
  if (!content.ok) return content;
  const { period, hashes, ...columns } = content.value;
  if (typeof period !== 'string' || !Array.isArray(hashes) || !hashes.every((hash) => typeof hash === 'string')) {
    return invalid('its period or its hashes are missing');
  }
  const problem = checkColumns(columns);
  if (problem !== null) return invalid(problem);
  return { ok: true, rollup: { period, hashes: hashes as string[], columns: columns as unknown as Columns } };
}

function pack(content: object): Buffer {
  return gzipSync(JSON.stringify(content), { level: 6 });
}

function unpack(bytes: Uint8Array, schema: string): { ok: true; value: Record<string, unknown> } | DecodeFailure {
  let text: string;
  try {
    const content = gunzipSync(bytes, { maxOutputLength: MAX_DECODED });
    // Nearly always so, and then it is a third of the work.
    text = content.toString(isAscii(content) ? 'latin1' : 'utf8');
  } catch {
    return { ok: false, code: 'not-gzip', reason: 'The object is no whole gzip file; ingest its log file again.' };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, code: 'not-json', reason: 'The object is not valid JSON; ingest its log file again.' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return invalid('it is no JSON object');
  const { schema: found, ...rest } = value as Record<string, unknown>;
  if (found === schema) return { ok: true, value: rest };
  const version = /^(cos403\.[a-z]+)\/(\d+)$/.exec(String(found));
  if (version !== null && version[1] === schema.slice(0, schema.indexOf('/')) && Number(version[2]) > 1) {
    return {
      ok: false,
      code: 'newer-schema',
      reason: `The object has schema ${found}, which this version cannot read; update cos403.`,
    };
  }
  return { ok: false, code: 'unknown-schema', reason: `The object is no ${schema}; another program wrote it.` };
}

function invalid(what: string): DecodeFailure {
  return { ok: false, code: 'invalid-content', reason: `The object is damaged: ${what}; ingest its log file again.` };
}

function isSource(value: unknown): value is PartialSource {
  if (typeof value !== 'object' || value === null) return false;
  const source = value as Record<string, unknown>;
  return (
    ['bucket', 'key', 'etag', 'lastModified'].every((name) => typeof source[name] === 'string') &&
    typeof source['size'] === 'number'
  );
}
