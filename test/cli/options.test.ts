import { parseTime } from '../../cli/options.js';

describe('parseTime', () => {
  const now = Date.UTC(2026, 10, 23, 12, 0, 0);

  it.each([
    ['24h', '2026-11-22T12:00:00.000Z'],
    ['90m', '2026-11-23T10:30:00.000Z'],
    ['7d', '2026-11-16T12:00:00.000Z'],
    ['2026-11-23', '2026-11-23T00:00:00.000Z'],
    ['2026-11-23T10:00:00', '2026-11-23T10:00:00.000Z'],
    ['2026-11-23T10:00:00Z', '2026-11-23T10:00:00.000Z'],
    ['2026-11-23T10:00:00+08:00', '2026-11-23T02:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(new Date(parseTime(text, now)).toISOString()).toBe(expected);
  });

  it.each(['yesterday', '24', '2026-13-01', '2026-02-30', '2026-11-23T25:00:00Z', ''])(
    'refuses %j and says what is allowed',
    (text) => {
      expect(() => parseTime(text, now)).toThrow(/ISO time like .* or an age like 24h/);
    },
  );
});
