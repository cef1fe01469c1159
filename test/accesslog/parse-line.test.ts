import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseLine } from '../../lib/accesslog/parse-line.js';
import { REJECT_REASONS } from '../../lib/accesslog/record.js';
import { logLine, requestIdAt } from '../support/log-line.js';
import { runs } from '../support/property.js';

interface Case {
  readonly name: string;
  readonly line: string;
  readonly record?: Readonly<Record<string, unknown>>;
  readonly reason?: string;
}
const cases = JSON.parse(readFileSync(join(__dirname, '../cases/accesslog/lines.json'), 'utf8')) as Case[];

function record(line: string | Buffer) {
  const parsed = parseLine(line);
  if (!parsed.ok) throw new Error(`rejected: ${parsed.reason}`);
  return parsed.record;
}

describe('a line of a log', () => {
  test.each(cases)('$name', ({ line, record: expected, reason }) => {
    const parsed = parseLine(line);
    if (reason !== undefined) expect(parsed).toEqual({ ok: false, reason });
    else expect(parsed).toMatchObject({ ok: true, record: expected });
  });

  test('reads the same with and without quotes, whatever texts with spaces it holds', () => {
    const word = fc.stringMatching(/^[a-z0-9;:,.()/]{1,8}$/);
    const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(text, text, (agent, message) => {
        const parts = { agent, message, code: 'AccessDenied' };
        expect(record(logLine(parts, 'plain'))).toEqual(record(logLine(parts)));
      }),
      runs(),
    );
  });

  test('is dropped of a carriage return and of a byte order mark', () => {
    expect(record(`\ufeff${logLine()}\r`)).toEqual(record(logLine()));
  });

  test('with bytes that are no UTF-8 is read all the same', () => {
    const line = Buffer.from(logLine({ agent: 'bad byte' }));
    line[line.indexOf('bad')] = 0xff;
    expect(record(line)).toMatchObject({ userAgent: '\ufffdad byte', status: 403 });
  });

  test('keeps a user agent that looks like a status, a code and a log source', () => {
    const agent = 'evil 200 OK USER - 1 1 - N';
    expect(record(logLine({ agent }))).toMatchObject({ status: 403, userAgent: agent });
    expect(record(logLine({ agent: 'evil 200 OK' }, 'plain'))).toMatchObject({ status: 403, userAgent: 'evil 200 OK' });
  });

  test('cannot hide a denial behind fields forged in a user agent that closes its quote', () => {
    const forged = `x" 200 - - 0 0 USER - 100000000001 1 - ${requestIdAt('2026-11-22T10:00:00Z')} - - - - "GET / HTTP/1.1" "0`;
    expect(record(logLine({ agent: `${forged} y` }))).toMatchObject({ status: 403, errorCode: 'AccessDenied' });
  });

  test('takes the start from the request id, and from the total time when the id is of another form', () => {
    expect(record(logLine({ requestId: requestIdAt('2026-11-22T09:59:58Z') })).startTimeMs).toBe(
      Date.parse('2026-11-22T09:59:58Z'),
    );
    expect(record(logLine({ requestId: 'Nothing', totalTime: 2500 })).startTimeMs).toBe(
      Date.parse('2026-11-22T09:59:57.500Z'),
    );
  });

  test('of any bytes never throws and is a record or has a reason', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), hostileLine()), (bytes) => {
        const parsed = parseLine(Buffer.from(bytes));
        if (!parsed.ok) expect(Object.keys(REJECT_REASONS)).toContain(parsed.reason);
        else expect(Number.isFinite(parsed.record.eventTimeMs)).toBe(true);
      }),
      runs(),
    );
  });
});

/** A real line with one place overwritten. */
function hostileLine() {
  return fc.tuple(fc.nat(400), fc.uint8Array({ maxLength: 20 })).map(([at, bytes]) => {
    const line = Buffer.from(logLine());
    return Buffer.concat([line.subarray(0, at), bytes, line.subarray(at + bytes.length)]);
  });
}
