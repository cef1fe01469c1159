import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LocalCloud } from './local.js';

export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const TIMEOUT_MS = 15_000;
const MAX_BODY = 64 * 1024;

/** One HTTP request as it is given, signed or not, without retries and redirects. Null: no answer. */
export function plainRequest(
  local: LocalCloud | null,
  request: {
    readonly method: string;
    readonly host: string;
    readonly target: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  },
  signal: AbortSignal,
): Promise<PlainAnswer | null> {
  const options = {
    method: request.method,
    path: request.target,
    headers: { ...request.headers, host: request.host },
    timeout: TIMEOUT_MS,
    signal,
  };
  return new Promise((resolve) => {
    const sent = local
      ? httpRequest({ ...options, host: local.host, port: local.port })
      : httpsRequest({ ...options, host: request.host });
    sent.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        if (body.length < MAX_BODY) body += chunk;
      });
      response.on('error', () => resolve(null));
      response.on('end', () => {
        const headers = Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
        );
        resolve({ status: response.statusCode ?? 0, headers, body });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('timeout')));
    sent.on('error', () => resolve(null));
    sent.end(request.body);
  });
}
