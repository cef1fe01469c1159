import type { AccessRecord } from '../../../lib/accesslog/record.js';
import { Aggregate } from '../../../lib/aggregate/aggregate.js';
import { encodePartial } from '../../../lib/aggregate/partial.js';
import { partialKey } from '../../../lib/store/keys.js';

/** Some requests that look alike, in the words of the timelines. */
export interface Traffic {
  readonly count: number;
  /** Minutes after the timeline's start (may be negative). */
  readonly from: number;
  readonly to?: number;
  readonly bucket?: string;
  /** A kind of denial; absent: the requests succeed. */
  readonly denied?: keyof typeof ANSWERS;
  readonly requester?: string;
  readonly key?: string;
  readonly ip?: string;
  /** `{n}` is the number of the request; denials and successes differ by default, or they would count as healed. */
  readonly path?: string;
  /** Each denial is followed by a success on the same path. */
  readonly healed?: boolean;
  readonly userAgent?: string;
  readonly action?: string;
}

const ANSWERS = {
  'access-denied': ['AccessDenied', 'Access Denied.'],
  'invalid-access-key': ['InvalidAccessKeyId', 'The Access Key Id you provided does not exist in our records.'],
  'signature-mismatch': ['SignatureDoesNotMatch', 'The Signature you specified is invalid.'],
  'request-expired': ['AccessDenied', 'Request has expired'],
  'time-skewed': [
    'RequestTimeTooSkewed',
    "The difference between the request time and the server's time is too large.",
  ],
  'referer-denied': ['AccessDenied', 'You are denied by bucket referer rule'],
  'cors-forbidden': ['AccessForbidden', 'CORSResponse: This CORS request is not allowed.'],
} as const;

export const OWNER = '100000000001';
export const BUCKET = 'photos-1250000000';

export interface LogFile {
  readonly key: string;
  readonly body: Buffer;
}

/** The partial of one delivered log file. `writtenMs`: when COS wrote it. */
export function logFile(name: string, startMs: number, writtenMs: number, traffic: readonly Traffic[]): LogFile {
  const aggregate = new Aggregate();
  aggregate.beginFile();
  aggregate.inputs.files = 1;
  for (const entry of traffic) for (const record of recordsOf(entry, startMs)) aggregate.add(record);
  const source = {
    bucket: 'logs-1250000000',
    key: `access/${name}.gz`,
    etag: `"${name}"`,
    size: 1000,
    lastModified: new Date(writtenMs).toISOString(),
  };
  return {
    key: partialKey({ ...source, lastModifiedMs: writtenMs }),
    body: encodePartial(aggregate, source),
  };
}

function recordsOf(traffic: Traffic, startMs: number): AccessRecord[] {
  const { count, from, to = from } = traffic;
  const records: AccessRecord[] = [];
  for (let i = 0; i < count; i++) {
    const minute = count === 1 ? from : from + ((to - from) * i) / count;
    const atMs = Math.floor((startMs + minute * 60_000) / 1000) * 1000;
    const path = (traffic.path ?? (traffic.denied === undefined ? '/ok/{n}.jpg' : '/a/{n}.jpg')).replace(
      '{n}',
      String(i),
    );
    const denied = traffic.denied === undefined ? null : ANSWERS[traffic.denied];
    records.push(record(traffic, atMs, path, denied, i));
    if (traffic.healed === true) records.push(record(traffic, atMs + 1000, path, null, i));
  }
  return records;
}

function record(
  traffic: Traffic,
  atMs: number,
  path: string,
  denied: readonly [string, string] | null,
  i: number,
): AccessRecord {
  const bucket = traffic.bucket ?? BUCKET;
  const requester = traffic.requester ?? `${OWNER}:100000000002`;
  const anonymous = requester === '-';
  return {
    bucket,
    region: 'ap-guangzhou',
    eventTimeMs: atMs,
    startTimeMs: atMs,
    host: `${bucket}.cos.ap-guangzhou.myqcloud.com`,
    eventName: traffic.action ?? 'GETObject',
    remoteIp: traffic.ip ?? '203.0.113.7',
    accessKeyId: traffic.key ?? (anonymous ? '-' : `AKID${requester.replace(/\D/g, '').slice(-12).padStart(32, 'x')}`),
    path,
    method: 'GET',
    userAgent: traffic.userAgent ?? 'cos-nodejs-sdk-v5-2.14.6',
    status: denied === null ? 200 : 403,
    errorCode: denied?.[0] ?? '-',
    errorMessage: denied?.[1] ?? '-',
    requestBytes: 0,
    logSource: 'USER',
    storageClass: 'STANDARD',
    accountId: OWNER,
    requester,
    requestId: `NjU${(atMs / 1000).toString(36)}${i.toString(36)}X${path.length}`,
    versionId: '-',
    referer: '-',
    query: '',
    urlSignature: null,
    fromVpc: null,
  };
}
