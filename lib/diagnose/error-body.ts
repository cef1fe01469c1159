import { decodeTolerant } from '../accesslog/percent.js';
import type { Group, ScanResult, Shape } from '../aggregate/model.js';
import { classify } from '../denial/classify.js';
import { hostStyle } from '../denial/host-style.js';
import { normaliseMessage } from '../denial/message.js';
import { extensionThatMatters, pathForm } from '../denial/path-form.js';

/** What a person knows beside the error body: it names neither the requester nor the operation. */
export interface ErrorBodyHints {
  readonly bucket?: string;
  readonly requester?: string;
}

/** The error body of one refused request, as a scan of one denial; null when the text is no error body (2.1 of the digest). */
export function scanOfErrorBody(xml: string, hints: ErrorBodyHints = {}): ScanResult | null {
  const body = /<Error\b[^>]*>([\s\S]*)<\/Error>/i.exec(xml)?.[1];
  if (body === undefined) return null;
  const field = (name: string) =>
    decode(new RegExp(`<${name}\\b[^>]*>([\\s\\S]*?)</${name}>`, 'i').exec(body)?.[1] ?? '');
  const code = field('Code') || '-';
  const message = field('Message') || '-';
  const place = placeOf(field('Resource'), field('FormatString'));
  const bucket = hints.bucket ?? place.bucket ?? '-';
  const time = timeOf(field('ServerTime'), field('RequestId'));
  const requester = hints.requester ?? 'unknown';
  const action = actionOf(place.method, place.path);
  const keyId = field('AccessKeyId') || field('AWSAccessKeyId') || '-';
  const shape: Shape = {
    count: 1,
    firstSeen: time,
    lastSeen: time,
    action,
    method: place.method,
    accessKeyId: keyId,
    keyForm: 'none',
    signedBy: 'none',
    securityToken: false,
    validity: 'none',
    offBy: null,
    signSkew: null,
    hostStyle: place.host === '-' ? 'virtual' : hostStyle(place.host, action),
    host: place.host,
    logSource: '-',
    storageClass: '-',
    referer: '-',
    fromVpc: null,
    accountId: '-',
    region: /\.cos\.([a-z0-9-]+)\./.exec(place.host)?.[1] ?? '-',
    pathForm: pathForm(encodeURI(place.path)),
    extension: extensionThatMatters(place.path),
    requests: [{ path: place.path, remoteIp: '-', count: 1 }],
  };
  const one = (value: string) => (value === '-' ? [] : [{ value, count: 1 }]);
  const top = (value: string) => ({ distinct: value === '-' ? 0 : 1, top: one(value) });
  const group: Group = {
    bucket,
    kind: classify(code, message),
    requester,
    count: 1,
    firstSeen: time,
    lastSeen: time,
    codes: [{ value: code, count: 1 }],
    messages: [{ value: normaliseMessage(message), count: 1 }],
    actions: [{ value: action, count: 1 }],
    accessKeys: one(keyId),
    remoteIps: top('-'),
    paths: top(place.path),
    userAgents: top('-'),
    hosts: top(place.host),
    referers: top('-'),
    healed: 0,
    succeeded: { count: 0, actions: [], prefixes: [] },
    shapes: [shape],
    samples: [],
  };
  return {
    schema: 'cos403.scan/1',
    inputs: { files: 1, bytes: Buffer.byteLength(xml), lines: 0, rejectedLines: 0, damagedFiles: 0 },
    window: { from: time, to: time },
    totals: { requests: 1, denials: 1, excluded: 0, lookAlikes: { '402': 0, '451': 0 } },
    buckets: [{ bucket, requests: 1, denials: 1 }],
    groups: [group],
    changes: [],
    others: { groups: 0, denials: 0 },
  };
}

interface Place {
  readonly bucket: string | null;
  readonly host: string;
  readonly path: string;
  readonly method: string;
}

/** `Resource` is `host/key` (older servers) or `/key` (since 2023); `FormatString` names method, path and signed host (3.6). */
function placeOf(resource: string, formatString: string): Place {
  const lines = formatString.split('\n');
  const method = /^[a-z]{3,7}$/i.test(lines[0] ?? '') ? lines[0]!.toUpperCase() : '-';
  const signedHost = /(?:^|&)host=([^&\n]+)/i.exec(lines[3] ?? '')?.[1];
  const match = /^([^/]*)(\/[\s\S]*)?$/.exec(resource);
  const host = (match?.[1] || (signedHost === undefined ? '' : decodeTolerant(signedHost)) || '-').toLowerCase();
  const bucket = /^([a-z0-9-]+-\d{6,})\./.exec(host)?.[1] ?? null;
  const path = match?.[2] || lines[1] || '/';
  return { bucket, host, path, method };
}

function actionOf(method: string, path: string): string {
  const object = path !== '/' && path !== '';
  switch (method) {
    case 'PUT':
      return object ? 'name/cos:PutObject' : 'name/cos:PutBucket';
    case 'POST':
      return 'name/cos:PostObject';
    case 'DELETE':
      return object ? 'name/cos:DeleteObject' : 'name/cos:DeleteBucket';
    case 'HEAD':
      return object ? 'name/cos:HeadObject' : 'name/cos:HeadBucket';
    default:
      return object ? 'name/cos:GetObject' : 'name/cos:GetBucket';
  }
}

/** The server's time, else the time inside the request id (1.8); the epoch when neither tells. */
function timeOf(serverTime: string, requestId: string): string {
  const ms = Date.parse(serverTime);
  if (!Number.isNaN(ms)) return iso(ms);
  const start = /^([0-9a-f]{8})_/.exec(Buffer.from(requestId.trim(), 'base64').toString('latin1'))?.[1];
  return iso(start === undefined ? 0 : Number.parseInt(start, 16) * 1000);
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

function decode(text: string): string {
  const plain = /^\s*<!\[CDATA\[([\s\S]*)\]\]>\s*$/.exec(text)?.[1];
  if (plain !== undefined) return plain;
  return text
    .trim()
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;|&#39;/g, "'")
    .replace(/&amp;/g, '&');
}
