import type { SendOutcome } from './message.js';
import type { ChannelContext } from './options.js';
import { within } from './time-limit.js';

/** No channel may hold a run for longer (reference: every channel 10 s). */
export const SEND_TIMEOUT_MS = 10_000;
/** Without a `Retry-After` a throttled or failing service is left alone this long. */
export const DEFAULT_RETRY_MS = 60_000;
const MAX_ANSWER_BYTES = 64 * 1024;

export interface HttpRequest {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HttpAnswer {
  readonly status: number;
  /** At most 64 KiB of it. */
  readonly body: string;
  /** From `Retry-After`, ms; null without one. */
  readonly retryAfterMs: number | null;
}

/**
 * POSTs JSON and hands the answer to `judge`, which decides by the body; what HTTP alone decides is decided here.
 * Redirects are not followed (the body would go to an address nobody configured). No reason names the URL: it is a secret.
 */
export async function postJson(
  request: HttpRequest,
  signal: AbortSignal,
  { nowMs, timeoutMs = SEND_TIMEOUT_MS }: Pick<ChannelContext, 'nowMs' | 'timeoutMs'>,
  judge: (answer: HttpAnswer) => SendOutcome,
): Promise<SendOutcome> {
  let answer: HttpAnswer;
  try {
    answer = await within(signal, timeoutMs, (limited) => exchange(request, limited, nowMs));
  } catch (error) {
    if (isInvalidUrl(error)) return { status: 'failed', reason: 'the configured address is not a valid http(s) URL' };
    return { status: 'retry', reason: networkReason(error, timeoutMs), retryAfterMs: DEFAULT_RETRY_MS };
  }
  if (answer.status >= 300 && answer.status < 400) {
    return {
      status: 'failed',
      reason: `answered with a redirect (HTTP ${answer.status}): configure the final address`,
    };
  }
  return judge(answer);
}

/** What a plain HTTP status says when the body adds nothing: 408, 425, 429 and 5xx are worth another try. */
export function judgeStatus(answer: HttpAnswer): SendOutcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return { status: 'sent' };
  if (status === 408 || status === 425 || status === 429 || status >= 500) return retryLater(answer, `HTTP ${status}`);
  return { status: 'failed', reason: `HTTP ${status}` };
}

/** A retry that respects `Retry-After` and never comes back sooner than `atLeastMs`. */
export function retryLater(answer: HttpAnswer, reason: string, atLeastMs = DEFAULT_RETRY_MS): SendOutcome {
  return { status: 'retry', reason, retryAfterMs: answer.retryAfterMs ?? atLeastMs };
}

/** The answer as a JSON object, or null. */
export function jsonObject(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

async function exchange(request: HttpRequest, signal: AbortSignal, nowMs: () => number): Promise<HttpAnswer> {
  const url = new URL(request.url);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new TypeError('Invalid URL');
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'cos403',
    ...request.headers,
  };
  if (url.username !== '' || url.password !== '') {
    // fetch refuses credentials inside a URL: they become what they stand for.
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers['authorization'] ??= `Basic ${Buffer.from(pair).toString('base64')}`;
    url.username = '';
    url.password = '';
  }
  const response = await fetch(url, { method: 'POST', headers, body: request.body, redirect: 'manual', signal });
  return {
    status: response.status,
    body: await readBounded(response),
    retryAfterMs: parseRetryAfter(response.headers.get('retry-after'), nowMs()),
  };
}

async function readBounded(response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    size += value.length;
    if (size >= MAX_ANSWER_BYTES) {
      await reader.cancel();
      break;
    }
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
}

/** `Retry-After` as seconds or an HTTP date; at most a day, so that a hostile answer cannot mute a channel for ever. */
export function parseRetryAfter(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  const ms = /^\s*\d{1,9}\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 86_400_000) : null;
}

function isInvalidUrl(error: unknown): boolean {
  return error instanceof TypeError && (/Invalid URL/.test(error.message) || codeOf(error) === 'ERR_INVALID_URL');
}

/** Only a code: the message of a network error holds the host, sometimes the whole URL. */
function networkReason(error: unknown, timeoutMs: number): string {
  const { name, cause } = (error ?? {}) as { name?: unknown; cause?: unknown };
  if (name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  if (name === 'AbortError') return 'stopped: the run is out of time';
  return `network error (${codeOf(cause) ?? codeOf(error) ?? 'unknown'})`;
}

function codeOf(error: unknown): string | null {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? code : null;
}
