import { deadMan } from '../../lib/alert/dead-man.js';
import type { BucketCounts } from '../../lib/alert/window-counts.js';

const HOUR = 3_600_000;
const at = (time: string) => Date.parse(time);

/** A bucket that had log files in these hours of these days (UTC), the last at `last`. */
function bucket(days: readonly string[], hours: readonly number[], last: string): BucketCounts {
  const fileHours = days.flatMap((day) =>
    hours.map((hour) => at(`${day}T${String(hour).padStart(2, '0')}:00:00Z`) / HOUR),
  );
  return { requests: {}, denials: {}, quiet: {}, watermarkMs: at(last), lastFileMs: at(last), fileHours };
}

const DAYS = ['2026-11-20', '2026-11-21', '2026-11-22'];
const ALL = Array.from({ length: 24 }, (_, hour) => hour);
const OFFICE = [1, 2, 3, 4, 5, 6, 7, 8, 9];

test.each([
  [
    '90 minutes of silence in hours that had files',
    bucket(DAYS, ALL, '2026-11-23T10:00:00Z'),
    '2026-11-23T11:31:00Z',
    true,
  ],
  ['80 minutes are not enough', bucket(DAYS, ALL, '2026-11-23T10:00:00Z'), '2026-11-23T11:20:00Z', false],
  ['at night nobody asks', bucket(DAYS, OFFICE, '2026-11-22T09:55:00Z'), '2026-11-23T00:30:00Z', false],
  ['the first minutes of the working day', bucket(DAYS, OFFICE, '2026-11-22T09:55:00Z'), '2026-11-23T01:20:00Z', false],
  ['well into the working day', bucket(DAYS, OFFICE, '2026-11-22T09:55:00Z'), '2026-11-23T02:35:00Z', true],
  ['a bucket that is new', bucket(['2026-11-22'], ALL, '2026-11-23T10:00:00Z'), '2026-11-23T13:00:00Z', false],
  [
    'closed on the same weekday last week',
    bucket(['2026-11-15', '2026-11-20', '2026-11-21', '2026-11-22'], ALL, '2026-11-22T23:55:00Z'),
    '2026-11-23T10:00:00Z',
    false,
  ],
  [
    'open on the same weekday last week',
    bucket(['2026-11-15', '2026-11-16', '2026-11-20', '2026-11-21', '2026-11-22'], ALL, '2026-11-23T07:00:00Z'),
    '2026-11-23T10:00:00Z',
    true,
  ],
  // Clocks go back an hour: the working day begins an hour later in UTC.
  [
    'the morning after the change to winter time',
    bucket(['2026-10-22', '2026-10-23', '2026-10-24'], [7, 8, 9, 10], '2026-10-24T10:55:00Z'),
    '2026-10-25T08:10:00Z',
    false,
  ],
  ['a clock that went back', bucket(DAYS, ALL, '2026-11-23T10:00:00Z'), '2026-11-23T05:00:00Z', false],
])('%s', (_, counts, now, expected) => {
  expect(deadMan({ 'b-1250000000': counts }, [], at(now)).length === 1).toBe(expected);
});

test('a watched bucket that never had a file is for the doctor, not for the dead man', () => {
  expect(deadMan({}, ['b-1250000000'], at('2026-11-23T10:00:00Z'))).toEqual([]);
});

test('only watched buckets are missed when some are named', () => {
  const counts = bucket(DAYS, ALL, '2026-11-23T07:00:00Z');
  const found = deadMan(
    { 'a-1250000000': counts, 'b-1250000000': counts },
    ['b-1250000000'],
    at('2026-11-23T10:00:00Z'),
  );
  expect(found.map(({ subject }) => subject)).toEqual(['b-1250000000']);
});
