import * as z from 'zod/mini';
import { wrongValue } from '../text/wrong-value.js';
import { splitUrl, type WireRequest } from './request.js';

const schema = z.object({
  method: z.string().check(z.regex(/^[A-Za-z]+$/, 'must be a method such as GET')),
  url: z.string().check(z.minLength(1, 'must be the URL that was asked for')),
  headers: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]))),
  at: z.optional(
    z.string().check(z.refine((text) => !Number.isNaN(timeOf(text)), 'must be a time such as 2026-11-23T10:00:00Z')),
  ),
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
  const parsed = schema.safeParse(json, { error: wrongValue });
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new RequestFileError(
      `the request file is wrong at /${issue.path.join('/')}: ${issue.message}. It is { "method": "GET", "url": "https://…", "headers": { … } }`,
    );
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
