import fc from 'fast-check';
import { CronError, parseCron } from '../../../infra/local-cloud/scf/cron.js';
import cases from '../../cases/local-cloud/cron.json';
import { runs } from '../../support/property.js';

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString().replace('.000Z', 'Z'));

describe('a cron expression of seven fields', () => {
  it.each(cases)('$cron after $after fires at $next', ({ cron, after, next }) => {
    expect(iso(parseCron(cron).next(Date.parse(after)))).toBe(next);
  });

  it.each([
    '',
    '* * *',
    '60 * * * * * *',
    '* * 24 * * * *',
    '* * * 0 * * *',
    '* * * * 13 * *',
    '* * * * * 7 *',
    '*/0 * * * * * *',
    '5-1 * * * * * *',
    'x * * * * * *',
  ])('is refused when it is %j', (cron) => {
    expect(() => parseCron(cron)).toThrow(CronError);
  });

  it('finds the last firing that walking over all of them finds', () => {
    const part = (max: number) =>
      fc.oneof(
        fc.constant('*'),
        fc.nat(max).map(String),
        fc.integer({ min: 1, max }).map((step) => `*/${step}`),
      );
    const start = Date.parse('2026-01-01T00:00:00Z');
    fc.assert(
      fc.property(part(59), part(59), part(23), fc.nat(90 * 86_400), fc.nat(2 * 3600), (sec, min, hour, from, span) => {
        const cron = parseCron(`${sec} ${min} ${hour} * * * *`);
        const afterMs = start + from * 1000;
        const untilMs = afterMs + span * 1000;
        let walked: number | null = null;
        for (let at = cron.next(afterMs); at !== null && at <= untilMs; at = cron.next(at)) walked = at;
        expect(cron.last(afterMs, untilMs)).toBe(walked);
      }),
      runs(20),
    );
  });
});
