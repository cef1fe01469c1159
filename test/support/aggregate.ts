import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parseLine } from '../../lib/accesslog/parse-line.js';
import { Aggregate } from '../../lib/aggregate/aggregate.js';
import { Aggregator } from '../../lib/aggregate/aggregator.js';
import type { AggregateOptions } from '../../lib/aggregate/options.js';
import { toColumns } from '../../lib/aggregate/to-columns.js';
import { type LineParts, logLine, requestIdAt } from './log-line.js';

/** A text as a stream in pieces of the given sizes (repeated), optionally gzipped. */
export async function* pieces(bytes: Uint8Array, sizes: readonly number[] = [65536]): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length]!);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** Reads lines as one file. */
export async function aggregateOf(
  lines: readonly string[],
  options: AggregateOptions = {},
  { gzip = false, sizes = [65536] as readonly number[] } = {},
): Promise<Aggregate> {
  const aggregator = new Aggregator(options);
  const text = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  await aggregator.addStream(pieces(gzip ? gzipSync(text) : text, sizes));
  return aggregator.aggregate;
}

/** The same through the exact parser alone, line by line. */
export function exactAggregateOf(lines: readonly (string | Buffer)[], options: AggregateOptions = {}): Aggregate {
  const aggregate = new Aggregate(options);
  aggregate.inputs.files = 1;
  aggregate.beginFile();
  for (const line of lines) {
    aggregate.inputs.lines++;
    aggregate.inputs.bytes += Buffer.byteLength(line) + 1;
    const parsed = parseLine(line);
    if (parsed.ok) aggregate.add(parsed.record);
    else aggregate.reject(parsed.reason);
  }
  aggregate.endFile();
  return aggregate;
}

/** Everything an aggregate holds, in an order that depends on nothing but its content. */
export function contentOf(aggregate: Aggregate): unknown {
  return JSON.parse(JSON.stringify(toColumns(aggregate)));
}

const TIME = fc
  .integer({ min: 0, max: 900 })
  .map((s) => `${new Date(Date.UTC(2026, 10, 22) + s * 1000).toISOString().slice(0, 19)}Z`);
const KEY = `AKID${'a'.repeat(32)}`;

/** Lines in which buckets, requesters and paths meet again, so that groups, healed denials and successes occur. */
export const someLine: fc.Arbitrary<string> = fc
  .record({
    time: TIME,
    bucket: fc.constantFrom('a-1250000000', 'b-1250000000'),
    host: fc.constantFrom(
      'a-1250000000.cos.ap-guangzhou.myqcloud.com',
      'cos.ap-guangzhou.myqcloud.com',
      'COS.ap-guangzhou.myqcloud.com',
      'static.example.com',
      'a-1250000000.cos.accelerate.myqcloud.com',
    ),
    event: fc.constantFrom('GETObject', 'PUTObject', 'GETBucket', 'PUTBucketPolicy', '-', 'SomethingNew', 'HEADObject'),
    method: fc.constantFrom('GET', 'PUT', 'HEAD', 'get', 'OPTIONS', 'DELETE'),
    ip: fc.constantFrom('203.0.113.7', '10.0.0.1', '2001:db8::1'),
    key: fc.constantFrom('-', KEY, `${KEY}-_x`, 'changeme', 'q-signature=abc'),
    path: fc.constantFrom(
      '/',
      '/a/b.txt',
      '/a/b%20c',
      '/x',
      '-',
      'y/z',
      '/%E4%BD%A0/k',
      '/a=1/k',
      '/d/%3d',
      '/a-1250000000/k',
      '/k+1',
      '//k',
    ),
    agent: fc.constantFrom('curl/8', 'Mozilla/5.0 (X11)', 'a "b" c', 'x\\', 'é ü'),
    status: fc.constantFrom(200, 403, 403, 403, 204, 404, 402, 451, 304, 500, '99', '40x'),
    code: fc.constantFrom('AccessDenied', '-', 'InvalidAccessKeyId', 'Odd'),
    message: fc.constantFrom('Access Denied.', '-', 'Request has expired', "Condition key k doesn't match the value z"),
    source: fc.constantFrom('USER', 'USER', 'CDN', 'EDGE'),
    requester: fc.constantFrom('-', '100000000001:100000000002', '100000000001:100000000001', 'odd', '1:2:3'),
    referer: fc.constantFrom('-', 'https://e.com/p?sign=abc', 'a b'),
    query: fc.constantFrom(
      '',
      'prefix=a%2F',
      'versionId=3&x=1',
      'q-ak=AKIDx&q-sign-time=1795305600%3B1795305700&q-signature=abc',
    ),
    vpc: fc.constantFrom<string | null>('0', '12345', null),
    n: fc.nat(30),
  })
  .chain(({ n, ...parts }) =>
    fc
      .constantFrom<'quoted' | 'plain'>('quoted', 'quoted', 'plain')
      .map((layout) => logLine({ ...parts, requestId: requestIdAt(parts.time, n) } as LineParts, layout)),
  );

/** A line with some bytes overwritten: what a broken or hostile writer leaves. */
export const hostileLine: fc.Arbitrary<string> = fc
  .tuple(
    someLine,
    fc.nat(500),
    fc.constantFrom(' ', '"', '\\', '"  ', '\t', '\u0000', '%', 'é', '403 ', '\r', ' "" ', '{'),
    fc.nat(3),
  )
  .map(([line, at, text, cut]) => `${line.slice(0, at)}${text}${line.slice(at + cut)}`.replaceAll('\n', ' '));

export const manyLines = fc.array(fc.oneof({ weight: 4, arbitrary: someLine }, hostileLine), { maxLength: 40 });
