import { gzipSync } from 'node:zlib';
import { ByteSource } from '../../lib/accesslog/byte-source.js';
import { gunzip } from '../../lib/accesslog/gunzip.js';
import { Kernel } from '../../lib/accesslog/kernel.js';
import { Aggregate } from '../../lib/aggregate/aggregate.js';
import { KernelLines } from '../../lib/aggregate/kernel-lines.js';
import { pieces } from '../support/aggregate.js';
import { logLine, requestIdAt } from '../support/log-line.js';

/** Work for each 1,000 lines. Counted, not timed: the same on every machine and under any load. */
interface Work {
  /** Lines that the exact parser saw: each makes an object and some thirty strings. */
  readonly exact: number;
  /** Texts made of bytes. */
  readonly strings: number;
  /** Calls into the kernel. */
  readonly calls: number;
  /** Bytes copied although inflate had written them into the kernel's memory. */
  readonly copied: number;
}

const LINES = 6_000;
const REFUSALS = [
  { code: 'AccessDenied', message: 'Access Denied.' },
  { code: 'AccessDenied', message: 'Request has expired' },
  { code: 'AccessDenied', message: 'You are denied by bucket referer rule' },
  { code: 'SignatureDoesNotMatch', message: 'The Signature you specified is invalid.' },
];
const FOUND = { status: 200, code: '-', message: '-' };
const MISSING = { status: 404, code: 'NoSuchKey', message: 'The specified key does not exist.' };
const AGENTS = ['curl/8.5.0', 'Mozilla/5.0 (X11; Linux x86_64)', 'cos-go-sdk-v5/0.7.47'];

/** A day of requests: every `each`th is refused (0: none), of so many requesters. */
function log(each: number, requesters: number): string {
  const lines: string[] = [];
  for (let i = 0; i < LINES; i++) {
    // Spreads over the requesters without a pattern that two counters share.
    const who = (i * 7919) % requesters;
    const denied = each > 0 && i % each === 0;
    const time = new Date(Date.UTC(2026, 10, 22) + Math.floor((i / LINES) * 86_400) * 1000).toISOString();
    const at = `${time.slice(0, 19)}Z`;
    lines.push(
      logLine({
        bucket: `bucket${who % 20}-1250000000`,
        time: at,
        requestId: requestIdAt(at, i),
        ip: `10.0.${(who >> 8) % 256}.${who % 256}`,
        agent: AGENTS[who % AGENTS.length]!,
        key: who % 5 === 0 ? '-' : `AKID${String(who).padStart(32, 'a')}`,
        requester: who % 5 === 0 ? '-' : `100000000001:${100000000002 + who}`,
        path: `/dir${i % 50}/object-${(i * 31) % 5000}.jpg`,
        ...(denied ? REFUSALS[(i / each) % REFUSALS.length]! : i % 33 === 0 ? MISSING : FOUND),
      }),
    );
  }
  return `${lines.join('\n')}\n`;
}

async function workOf(text: string, gzip: boolean): Promise<Work> {
  const kernel = Kernel.open()!;
  let calls = 0;
  const counted = Object.fromEntries(
    Object.entries(kernel.call).map(([name, value]) => [
      name,
      typeof value === 'function'
        ? (...given: number[]) => {
            calls++;
            return (value as (...given: number[]) => unknown)(...given);
          }
        : value,
    ]),
  );
  Object.defineProperty(kernel, 'call', { value: counted });
  const lines = new KernelLines(new Aggregate({}, kernel), kernel);
  const bytes = Buffer.from(text);
  const file = gzip ? gzipSync(bytes) : bytes;
  const decode = Buffer.prototype.toString;
  let strings = 0;
  Buffer.prototype.toString = function (...given: Parameters<typeof decode>) {
    strings++;
    return decode.apply(this, given);
  };
  try {
    if (gzip) await gunzip(new ByteSource(pieces(file)), (piece) => lines.push(piece), kernel);
    else lines.push(bytes);
    lines.end();
    expect(lines.counts.lines).toBe(LINES);
    const perThousand = (n: number) => (n * 1000) / LINES;
    return {
      exact: perThousand(lines.counts.exact),
      strings: perThousand(strings),
      calls: perThousand(calls),
      copied: perThousand(lines.counts.copied),
    };
  } finally {
    Buffer.prototype.toString = decode;
  }
}

// The limits are what was counted and a fifth: who changes the hot path counts anew and says why.
describe('work for each 1,000 lines', () => {
  test.each([
    { name: 'no denial', each: 0, requesters: 1000, most: { strings: 290, calls: 1_190 } },
    { name: '3 % denials', each: 33, requesters: 1000, most: { strings: 1_010, calls: 1_540 } },
    { name: '50 % denials, few groups', each: 2, requesters: 100, most: { strings: 3_390, calls: 6_620 } },
    {
      name: '50 % denials, a requester for every other line',
      each: 2,
      requesters: 3_001,
      most: { strings: 10_500, calls: 6_620 },
    },
  ])('$name: no line for the exact parser, no byte copied, few texts and calls', async ({ each, requesters, most }) => {
    const { exact, copied, strings, calls } = await workOf(log(each, requesters), true);
    expect({ exact, copied }).toEqual({ exact: 0, copied: 0 });
    expect(strings).toBeLessThanOrEqual(most.strings);
    expect(calls).toBeLessThanOrEqual(most.calls);
  });

  test('a plain file is copied once', async () => {
    const text = log(33, 1000);
    expect(await workOf(text, false)).toMatchObject({ exact: 0, copied: (text.length * 1000) / LINES });
  });
});
