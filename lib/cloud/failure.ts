import { CloudError } from './error.js';
import { redact } from './redact.js';

/** What the two SDKs throw has no common shape (an Error, a plain object, node-fetch's FetchError): every field may be there. */
interface Thrown {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly name?: unknown;
  readonly type?: unknown;
  readonly statusCode?: unknown;
  readonly httpCode?: unknown;
  readonly requestId?: unknown;
  readonly RequestId?: unknown;
  readonly error?: { readonly Code?: unknown; readonly Message?: unknown };
}

const TIMEOUT = /ETIMEDOUT|ESOCKETTIMEDOUT|timeout at/i;
const NETWORK =
  // Whole words: `ResourceNotFound` is an answer, `ENOTFOUND` is none.
  /\b(ECONN(RESET|REFUSED|ABORTED)|ENOTFOUND|EAI_AGAIN|EPIPE|EHOSTUNREACH|ENETUNREACH|[A-Z_]*CERT[A-Z_]*)\b|socket hang up|\baborted\b|failed, reason/;
/** Codes that say "later": throttling and the service's own troubles. */
const LATER =
  /^(RequestLimitExceeded|InternalError|InternalServerError|SlowDown|ServiceUnavailable|ServerBusy|PathConflict|UploadConflict|LimitExceeded\.)/;

/**
 * One shape for every failure of a cloud call. Messages are cleaned of signatures, tokens and `secrets`;
 * the original is not kept as `cause`, because it holds headers.
 */
export function toCloudError(
  thrown: unknown,
  action: string,
  secrets: readonly string[] = [],
  attempts?: number,
): CloudError {
  if (thrown instanceof CloudError) return thrown;
  const raw: Thrown = typeof thrown === 'object' && thrown !== null ? (thrown as Thrown) : { message: String(thrown) };
  const status = number(raw.statusCode) ?? number(raw.httpCode);
  const given = text(raw.error?.Code) ?? text(raw.code);
  const message = redact(text(raw.error?.Message) ?? text(raw.message) ?? given ?? 'no message', secrets);
  const requestId = text(raw.requestId) ?? text(raw.RequestId);
  const details = (retryable: boolean) => ({
    action,
    retryable,
    ...(status === undefined ? {} : { status }),
    ...(requestId ? { requestId } : {}),
    ...(attempts === undefined ? {} : { attempts }),
  });
  const make = (code: string, sentence: string, retryable: boolean) =>
    new CloudError(code, `${action}: ${sentence}`, details(retryable));

  if (raw.name === 'AbortError' || raw.type === 'aborted')
    return make('aborted', 'stopped before it was answered', false);
  const clue = `${given ?? ''} ${message}`;
  // A status below 300 with an error is a body that was cut.
  if (status === undefined || status < 300) {
    if (TIMEOUT.test(clue)) return make('timeout', 'no answer in time', true);
    if (NETWORK.test(clue)) return make('network', `connection failed (${message})`, true);
    if (raw.name === 'FetchError' || raw.name === 'SyntaxError')
      return make('bad-answer', 'the answer is not JSON', true);
  }
  const code = given && given !== 'Error' ? given : status === undefined ? 'failed' : String(status);
  const retryable = (status !== undefined && (status >= 500 || status === 429)) || LATER.test(code);
  return make(code, message === code ? `HTTP ${status ?? 'error'}` : `${message} (${code})`, retryable);
}

/** "It is not there", as opposed to "may not look" and "did not answer". A missing bucket is not a missing object. */
export function isNotFound(error: unknown): error is CloudError {
  return error instanceof CloudError && error.details.status === 404 && error.code !== 'NoSuchBucket';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}
