import { PassThrough, type Readable } from 'node:stream';
import type COS from 'cos-nodejs-sdk-v5';
import { CosSink } from './cos-sink.js';
import { BACKDATED_MS, createSlots, type Slot } from './cos-slots.js';
import type { Credentials } from './credentials.js';
import { CloudError } from './error.js';
import { toCloudError } from './failure.js';
import type { LocalCloud } from './local.js';
import { type Patience, withRetry } from './retry.js';

export interface CosTransportOptions {
  readonly credentials: Credentials;
  readonly local: LocalCloud | null;
  readonly patience: Patience;
  readonly userAgent: string;
  /** Without an answer for so long, an attempt has failed. Ms. */
  readonly timeoutMs?: number;
}

export interface CosCall {
  /** For errors and permissions: `cos:GetBucketPolicy`. */
  readonly action: string;
  readonly method: string;
  readonly bucket?: string;
  readonly region?: string;
  readonly key?: string;
  /** `acl`, `policy`, …: the bare word after `?`. */
  readonly subresource?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** A host that is no bucket's: `service.cos.myqcloud.com`. */
  readonly host?: string;
  readonly signal?: AbortSignal | undefined;
}

export interface CosAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** 1: answered at once. A write that needed more may have taken effect before. */
  readonly attempts: number;
}

export interface CosTransport {
  call(call: CosCall): Promise<CosAnswer>;
  /** Resolves when a success has begun; until then failures are retried, from then on they destroy the stream with a CloudError. */
  stream(call: CosCall): Promise<CosStream>;
  /** An address that is valid for `expiresSeconds`. It holds a signature: never print it. */
  presign(call: {
    readonly bucket: string;
    readonly region: string;
    readonly key: string;
    readonly method: string;
    readonly expiresSeconds: number;
  }): Promise<string>;
}

export interface CosStream {
  readonly body: Readable;
  readonly headers: Readonly<Record<string, string>>;
}

const DEFAULT_TIMEOUT_MS = 10_000;
/** A reader may think for a while between two reads; only a silent server is a failure. */
const STREAM_TIMEOUT_MS = 60_000;

/** What the SDK rejects with when it is not an Error (most of the time). */
interface SdkRejection {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly error?: { readonly Code?: string; readonly Message?: string; readonly ServerTime?: string };
}

/**
 * The vendor's COS SDK behind a uniform surface. It mends what tencent-cloud.md 5.3 lists: retries without a pause,
 * rejections that are no Error, a plain-text success that kills the process, clock correction that writes to the
 * console, error bodies inside object streams, streams that do not stop.
 */
export function createCosTransport(options: CosTransportOptions): CosTransport {
  const { credentials, local, patience } = options;
  const secrets = [credentials.secretKey, ...(credentials.token ? [credentials.token] : [])];
  /** Server time minus ours, ms, learnt from refusals. */
  let clockOffset = 0;
  const slots = createSlots(options, () => clockOffset);

  /** Learns the server's time from a refusal for skew (7730); true when asking again makes sense. */
  const learnClock = (rejection: SdkRejection): boolean => {
    const { Code, Message, ServerTime } = rejection.error ?? {};
    const serverMs = Date.parse(rejection.headers?.['date'] ?? ServerTime ?? '');
    const offset = serverMs - patience.nowMs();
    const skewed =
      Code === 'RequestTimeTooSkewed' ||
      (Code === 'AccessDenied' && /request has expired/i.test(Message ?? '')) ||
      // HEAD has no body: only the distance of the clocks tells.
      (Code === undefined && rejection.statusCode === 403 && (offset > 900_000 || offset < -BACKDATED_MS));
    if (!skewed || Number.isNaN(offset) || Math.abs(offset - clockOffset) < 30_000) return false;
    clockOffset = offset;
    return true;
  };

  const clockWasWrong = new WeakSet<object>();
  const failureOf = (rejection: unknown, call: CosCall, slot: Slot): CloudError => {
    const failure = toCloudError(rejection, call.action, secrets, slot.attempt);
    if (typeof rejection === 'object' && rejection !== null && learnClock(rejection)) clockWasWrong.add(failure);
    return failure;
  };

  const send = async (call: CosCall): Promise<CosAnswer> => {
    const slot = await slots.take(call.signal, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const pending = slot.cos.request({
      Method: call.method,
      ...(call.host ? { Url: `${local ? 'http' : 'https'}://${call.host}/` } : {}),
      ...(call.bucket ? { Bucket: call.bucket } : {}),
      ...(call.region ? { Region: call.region } : {}),
      ...(call.key === undefined ? {} : { Key: call.key }),
      ...(call.subresource ? { Action: call.subresource } : {}),
      Query: { ...call.query },
      Headers: { ...call.headers },
      ...(call.body === undefined ? {} : { Body: typeof call.body === 'string' ? call.body : asBuffer(call.body) }),
      // A raw body is not parsed by the SDK: nothing in it can make the SDK throw where nobody catches.
      RawBody: true,
    } as unknown as Parameters<COS['request']>[0]);
    const release = () => slots.give(slot);
    pending.then(release, release);
    const settled = pending.catch((error: unknown) => {
      throw failureOf(error, call, slot);
    });
    const answer = (await raced(settled, call)) as unknown as SdkRejection & { readonly Body?: Buffer };
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers ?? {},
      body: Buffer.isBuffer(answer.Body) ? answer.Body : Buffer.alloc(0),
      attempts: slot.attempt,
    };
  };

  const open = async (call: CosCall): Promise<CosStream> => {
    const slot = await slots.take(call.signal, STREAM_TIMEOUT_MS);
    const sink = new CosSink();
    const body = new PassThrough();
    const fail = (error: unknown) => body.destroy(toCloudError(error, call.action, secrets));
    // The SDK emits plain objects as errors, sometimes twice: one listener stays, so that none is uncaught.
    sink.on('error', fail);
    body.on('error', () => {});
    // Without an error the SDK would go on downloading (trap 3).
    body.on('close', () => {
      if (!sink.writableFinished) sink.destroy(new Error('the reader stopped'));
    });
    const stop = () => fail({ name: 'AbortError' });
    call.signal?.addEventListener('abort', stop, { once: true });
    const opened = new Promise<CosStream>((resolve, reject) => {
      // The SDK's own limit is for readers that think; for the first sign of life that is too long.
      const impatience = setTimeout(() => {
        const failure = failureOf({ code: 'ETIMEDOUT' }, call, slot);
        fail(failure);
        reject(failure);
      }, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      sink.once('status', (status: number) => {
        clearTimeout(impatience);
        if (status < 200 || status > 299) return;
        sink.on('data', (chunk: Buffer) => {
          if (!body.write(chunk)) {
            sink.pause();
            body.once('drain', () => sink.resume());
          }
        });
        sink.on('end', () => {
          const announced = Number(sink.received['content-length'] ?? sink.bytes);
          if (announced === sink.bytes) body.end();
          else fail({ code: 'ECONNRESET', message: `aborted after ${sink.bytes} of ${announced} bytes` });
        });
        resolve({ body, headers: sink.received });
      });
      slot.cos.getObject(
        {
          Bucket: call.bucket,
          Region: call.region,
          Key: call.key,
          Query: { ...call.query },
          Headers: { ...call.headers },
          Output: sink,
        } as unknown as Parameters<COS['getObject']>[0],
        (error) => {
          slots.give(slot);
          clearTimeout(impatience);
          call.signal?.removeEventListener('abort', stop);
          if (!error) return;
          const failure = failureOf(error, call, slot);
          fail(failure);
          reject(failure);
        },
      );
    });
    return raced(opened, call);
  };

  /** Asks once more when the refusal told us that our clock is wrong. */
  const corrected = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      if (!clockWasWrong.has(error as object)) throw error;
      return run();
    }
  };

  return {
    // The SDK repeats server errors and network failures itself (paced above); what is left are conflicts of two writers.
    call: (call) =>
      withRetry(
        () => corrected(() => send(call)),
        patience,
        call.signal,
        (error) => error.details.status === 409,
      ),
    // It never repeats a stream.
    stream: (call) => withRetry(() => corrected(() => open(call)), patience, call.signal),

    async presign({ bucket, region, key, method, expiresSeconds }) {
      const { COS: Sdk } = await import('./sdk.js');
      const given = { UseRawKey: true, SystemClockOffset: clockOffset };
      const authorization = Sdk.getAuthorization({
        SecretId: credentials.secretId,
        SecretKey: credentials.secretKey,
        Method: method,
        Key: key,
        Bucket: bucket,
        Region: region,
        Expires: expiresSeconds,
        ...given,
      } as unknown as Parameters<typeof Sdk.getAuthorization>[0]);
      const query = authorization.split('&').map((pair) => {
        const at = pair.indexOf('=');
        return `${pair.slice(0, at)}=${encodeURIComponent(pair.slice(at + 1))}`;
      });
      if (credentials.token) query.push(`x-cos-security-token=${encodeURIComponent(credentials.token)}`);
      const path = key.split('/').map(encodeURIComponent).join('/');
      return `${local ? 'http' : 'https'}://${bucket}.cos.${region}.myqcloud.com/${path}?${query.join('&')}`;
    },
  };
}

function asBuffer(body: Uint8Array): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

/** The SDK's promises cannot be stopped: an abort stops waiting for them. */
function raced<T>(pending: Promise<T>, call: CosCall): Promise<T> {
  const { signal } = call;
  if (!signal) return pending;
  return new Promise<T>((resolve, reject) => {
    const stop = () =>
      reject(
        new CloudError('aborted', `${call.action}: stopped before it was answered`, {
          action: call.action,
          retryable: false,
        }),
      );
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    pending.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
