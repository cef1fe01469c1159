import fc from 'fast-check';
import { addDays, dayBounds, dayHours, isDate, wallClock } from '../../lib/report/zone.js';
import cases from '../cases/report/zones.json';
import { runs } from '../support/property.js';

interface ZoneCase {
  name: string;
  date: string;
  timeZone: string;
  from: string;
  hours: number;
  first: string | null;
  missing?: string;
  twice?: string;
}

describe('the local day', () => {
  test.each(cases as ZoneCase[])('$name', ({ date, timeZone, from, hours, first, missing, twice }) => {
    const { fromMs, toMs } = dayBounds(date, timeZone);
    expect(new Date(fromMs).toISOString()).toBe(from.replace('Z', '.000Z'));
    expect((toMs - fromMs) / 3_600_000).toBe(hours);
    const labels = dayHours(date, timeZone).map(({ label }) => label);
    expect(labels[0] ?? null).toBe(first);
    if (missing) expect(labels).not.toContain(missing);
    if (twice) expect(labels.filter((label) => label === twice)).toHaveLength(2);
  });

  const zones = fc.constantFrom(
    'Asia/Shanghai',
    'Europe/Berlin',
    'America/New_York',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Africa/Cairo',
    'America/Santiago',
    'Asia/Beirut',
    'Pacific/Chatham',
  );
  const dates = fc.integer({ min: 0, max: 7000 }).map((days) => addDays('2015-01-01', days));

  test('ends where the next one begins, and its hours tile it without a gap', () => {
    fc.assert(
      fc.property(dates, zones, (date, timeZone) => {
        const { fromMs, toMs } = dayBounds(date, timeZone);
        expect(dayBounds(addDays(date, 1), timeZone).fromMs).toBe(toMs);
        const starts = dayHours(date, timeZone).map(({ startMs }) => startMs);
        expect(starts[0]).toBe(fromMs);
        for (const [index, start] of starts.entries()) {
          const length = (starts[index + 1] ?? toMs) - start;
          expect(length).toBeGreaterThan(0);
          expect(length).toBeLessThanOrEqual(3_600_000);
        }
      }),
      runs(4),
    );
  });

  test('holds exactly the instants whose calendar shows its date', () => {
    fc.assert(
      fc.property(dates, zones, fc.integer({ min: -40, max: 140 }), (date, timeZone, quarter) => {
        const { fromMs, toMs } = dayBounds(date, timeZone);
        const ms = fromMs + quarter * 900_000;
        expect(wallClock(ms, timeZone).date === date).toBe(ms >= fromMs && ms < toMs);
      }),
      runs(4),
    );
  });

  test('refuses what is no date', () => {
    expect(['2026-02-29', '2026-13-01', '26-01-01', '2026-1-1', 'yesterday', ''].map(isDate)).not.toContain(true);
    expect(isDate('2028-02-29')).toBe(true);
  });
});
