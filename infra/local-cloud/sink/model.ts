import type { FaultOutcome } from '../cloud.js';

/** What came to the webhook sink. */
export interface Hook {
  readonly method: string;
  /** Below the flavour's prefix: `/cgi-bin/webhook/send`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Moments that a timestamp may be near to: local and real time, ms. */
  readonly nowMs: readonly number[];
  readonly settings: Settings;
  /** Counts a message against a limit of the flavour; answers whether it is over it. */
  limited(key: string, limits: readonly RateLimit[]): boolean;
}

export interface RateLimit {
  readonly messages: number;
  readonly seconds: number;
  /** How long everything is refused once the limit was passed. */
  readonly blockSeconds?: number;
}

/** What `POST /_local/sink` sets for a flavour. */
export interface Settings {
  /** Secret of the signature; without one a signature is taken as it comes. */
  readonly secret?: string;
  /** A word that messages must hold (DingTalk, Feishu). */
  readonly keyword?: string;
  /** `false`: no rate limits. */
  readonly limits?: boolean;
}

export interface HookAnswer {
  readonly status: number;
  readonly contentType: 'application/json' | 'text/plain' | 'text/html';
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the message reached its people. */
  readonly accepted: boolean;
  readonly signature?: 'valid' | 'invalid' | 'unchecked' | 'none';
}

/** One kind of receiver. */
export interface Flavour {
  /** First path segment, and the channel name of what was received. */
  readonly name: string;
  answer(hook: Hook): HookAnswer;
  /** How this receiver says that it is asked too often (fault `throttle`). */
  throttled(retryAfterSeconds: number | undefined): HookAnswer;
}

export function json(status: number, value: unknown, accepted: boolean, more: Partial<HookAnswer> = {}): HookAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify(value), accepted, ...more };
}

export function text(status: number, body: string, accepted: boolean, more: Partial<HookAnswer> = {}): HookAnswer {
  return { status, contentType: 'text/plain', body, accepted, ...more };
}

/** The body as an object, or null. */
export function parsed(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

export function field(object: unknown, ...path: string[]): unknown {
  let value = object;
  for (const name of path)
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return value;
}

export function bytes(value: unknown): number {
  return Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value ?? ''));
}

/** Is the moment within the tolerance of local or real time? */
export function isNear(hook: Hook, ms: number, toleranceSeconds: number): boolean {
  return hook.nowMs.some((now) => Math.abs(now - ms) <= toleranceSeconds * 1000);
}

/** An injected error as the flavour's HTTP answer. */
export function faultAnswer(flavour: Flavour, error: NonNullable<FaultOutcome['error']>): HookAnswer {
  if (error.code === 'throttled') return flavour.throttled(error.retryAfterSeconds);
  const headers = error.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(error.retryAfterSeconds) };
  // A status of 200 asks for a business error: `code` is the number, `message` the text.
  if (error.status === 200) {
    const code = Number(error.code);
    return json(200, { errcode: code, errmsg: error.message, code, msg: error.message }, false, { headers });
  }
  return text(error.status, error.message, false, { headers });
}
