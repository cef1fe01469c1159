import * as z from 'zod/mini';
import { splitUrl, type WireRequest } from './request.js';

const schema = z.object({
  method: z.string().check(z.regex(/^[A-Za-z]+$/)),
  url: z.string().check(z.minLength(1)),
  headers: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]))),
  at: z.optional(z.string().check(z.refine((text) => !Number.isNaN(timeOf(text)), 'is no ISO 8601 time'))),
});

export class RequestFileError extends Error {
  override readonly name = 'RequestFileError';
  readonly code = 'request-file';
}

export interface RequestFile {
  readonly request: WireRequest;
  /** The server's time, ms since the epoch; `null`: time is not checked. */
  readonly atMs: number | null;
}

/** Reads the request file of `cos403 signature` (contract 6). Throws `RequestFileError` naming what is wrong. */
export function parseRequestFile(text: string): RequestFile {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new RequestFileError(`the request file is not valid JSON (${(cause as Error).message})`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new RequestFileError(`the request file is wrong at /${issue.path.join('/')}: ${issue.message}`);
  }
  const { method, url, headers: given = {}, at } = parsed.data;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    headers[name.trim().toLowerCase()] = Array.isArray(value) ? value.join(',') : String(value).trim();
  }
  const { host, path, query } = splitUrl(url);
  if (headers['host'] === undefined && host !== null) headers['host'] = host;
  return { request: { method, path, query, headers }, atMs: at === undefined ? null : timeOf(at) };
}

/** Ms, UTC; a time without a zone is UTC wherever the command runs. */
function timeOf(text: string): number {
  return Date.parse(/^\d{4}-\d\d-\d\dT[\d:.]+$/.test(text) ? `${text}Z` : text);
}
