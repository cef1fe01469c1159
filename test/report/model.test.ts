import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import fc from 'fast-check';
import { baselineOfReport, baselineOfView } from '../../lib/report/baseline.js';
import { groupId } from '../../lib/report/identity.js';
import { buildReport, type ReportInput } from '../../lib/report/model.js';
import { addDays } from '../../lib/report/zone.js';
import { runs } from '../support/property.js';
import { syntheticDay } from './synthetic.js';

const same = (text: string) => text;
const ajv = new Ajv({ formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) } });
const validate = ajv.compile(JSON.parse(readFileSync('docs/schema/report.json', 'utf8')));

function input(overrides: Partial<ReportInput> & { groups?: number; seed?: number } = {}): ReportInput {
  const { groups = 20, seed = 1, date = '2026-11-23', timeZone = 'Asia/Shanghai', ...rest } = overrides;
  return {
    date,
    timeZone,
    ...syntheticDay({ date, timeZone, groups, seed }),
    generatedAt: '2026-11-24T00:05:00.000Z',
    previousDay: null,
    lastWeek: null,
    ...rest,
  };
}

const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);

describe('the report’s numbers', () => {
  const days = fc.record({
    date: fc.constantFrom('2026-11-23', '2026-03-29', '2026-10-25', '2026-04-05', '2026-10-29'),
    timeZone: fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Africa/Cairo'),
    groups: fc.integer({ min: 0, max: 40 }),
    seed: fc.integer({ min: 1, max: 1e6 }),
  });

  test('are those of the view: headline, timeline, kinds, causes, groups and requesters all add up to the denials', () => {
    fc.assert(
      fc.property(days, (day) => {
        const given = input(day);
        const report = buildReport(given);
        const { denials, requests } = given.view.scan.totals;
        expect(report.headline.denials).toBe(denials);
        expect(report.headline.requests).toBe(requests);
        expect(sum(report.timeline.map((hour) => hour.denials))).toBe(denials);
        expect(sum(report.timeline.map((hour) => hour.requests))).toBe(requests);
        expect(sum(report.timeline.flatMap((hour) => Object.values(hour.kinds)))).toBe(denials);
        expect(sum(report.kinds.map(({ count }) => count))).toBe(denials);
        expect(sum(report.causes.map((cause) => cause.denials))).toBe(denials);
        expect(sum(report.groups.map(({ count }) => count)) + report.others.denials).toBe(denials);
        expect(sum(report.who.requesters.top.map(({ count }) => count)) + report.who.requesters.rest).toBe(denials);
        for (const group of report.groups) {
          expect(sum(group.diagnoses.map(({ count }) => count))).toBe(group.diagnoses.length === 0 ? 0 : group.count);
        }
        expect(validate(report)).toBe(true);
      }),
      runs(20),
    );
  });

  test('do not depend on the order of slots and diagnoses', () => {
    const given = input({ groups: 30 });
    const shuffled = {
      ...given,
      view: { ...given.view, slots: [...given.view.slots].reverse() },
      diagnoses: [...given.diagnoses].reverse(),
    };
    expect(JSON.stringify(buildReport(shuffled))).toBe(JSON.stringify(buildReport(given)));
  });

  test('count groups without a diagnosis and the state’s others as unexplained', () => {
    const given = input({ groups: 5 });
    const view = {
      ...given.view,
      scan: {
        ...given.view.scan,
        totals: { ...given.view.scan.totals, denials: given.view.scan.totals.denials + 7 },
        others: { groups: 3, denials: 7 },
      },
    };
    const report = buildReport({ ...given, view, diagnoses: given.diagnoses.slice(1) });
    const undiagnosed = given.diagnoses[0]!.diagnosis.count;
    expect(report.headline.unexplained.denials).toBe(undiagnosed + 7);
    expect(report.coverage.undiagnosedGroups).toBe(1);
  });

  test('an empty day is a valid report without shares', () => {
    const given = input({ groups: 0 });
    const empty = {
      ...given,
      view: {
        scan: {
          ...given.view.scan,
          window: null,
          totals: { requests: 0, denials: 0, excluded: 0, lookAlikes: { '402': 0, '451': 0 } },
          buckets: [],
        },
        slots: [],
        groupSlots: [],
      },
    };
    const report = buildReport(empty);
    expect(report.headline.share).toBeNull();
    expect(report.headline.unexplained.share).toBeNull();
    expect(report.timeline).toHaveLength(24);
    expect(validate(report)).toBe(true);
  });
});

describe('what changed', () => {
  test('a report compares with yesterday and with the same weekday last week', () => {
    const today = input({ groups: 12, seed: 4 });
    const yesterday = buildReport(input({ groups: 10, seed: 4, date: '2026-11-22' }));
    const week = baselineOfView(
      '2026-11-16',
      'Asia/Shanghai',
      input({ groups: 8, seed: 4, date: '2026-11-16' }).view,
      same,
    );
    const report = buildReport({ ...today, previousDay: baselineOfReport(yesterday), lastWeek: week });
    expect(report.trends.comparedWith).toEqual(['2026-11-22', '2026-11-16']);
    expect(report.headline.previousDay?.denials).toBe(yesterday.headline.denials);
    expect(sum(report.timeline.map((hour) => hour.lastWeek ?? 0))).toBe(week.denials);
  });

  test('a group keeps the day it began while it lasts', () => {
    const first = buildReport(input({ groups: 6, seed: 9, date: '2026-11-21' }));
    const second = buildReport({
      ...input({ groups: 6, seed: 9, date: '2026-11-22' }),
      previousDay: baselineOfReport(first),
    });
    const third = buildReport({
      ...input({ groups: 6, seed: 9, date: '2026-11-23' }),
      previousDay: baselineOfReport(second),
    });
    expect(third.groups.map(({ since }) => since)).toEqual(first.groups.map(({ firstSeen }) => firstSeen));
    expect(third.trends.newGroups).toBe(0);
  });

  test('new, growing and gone are told apart', () => {
    const base = input({ groups: 3, seed: 2 });
    const baseline = baselineOfView('2026-11-22', 'Asia/Shanghai', base.view, same);
    const groups = new Map(baseline.groups);
    const [growing, fresh] = base.view.scan.groups;
    const idOf = (group: typeof growing) => groupId(group!);
    groups.set(idOf(growing), { count: 1, since: '2026-11-20T00:00:00Z' });
    groups.delete(idOf(fresh));
    groups.set(groupId({ bucket: 'b-1', kind: 'access-denied', requester: 'key:AKID with spaces' }), {
      count: 50,
      since: '2026-11-20T00:00:00Z',
    });
    const { trends } = buildReport({ ...base, previousDay: { ...baseline, groups } });
    expect(trends.new.map(({ requester }) => requester)).toEqual([fresh!.requester]);
    expect(trends.growing[0]).toMatchObject({ requester: growing!.requester, before: 1, count: growing!.count });
    expect(trends.gone).toEqual([
      { bucket: 'b-1', kind: 'access-denied', requester: 'key:AKID wit****aces', count: 0, before: 50 },
    ]);
  });
});

describe('a diagnosis made while the incident was open', () => {
  test('is scaled to the day’s count and still adds up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 4 }),
        (count, parts) => {
          const given = input({ groups: 1 });
          const group = { ...given.view.scan.groups[0]!, count };
          const one = given.diagnoses[0]!;
          const report = buildReport({
            ...given,
            view: {
              ...given.view,
              scan: { ...given.view.scan, groups: [group], totals: { ...given.view.scan.totals, denials: count } },
            },
            diagnoses: parts.map((part) => ({ ...one, diagnosis: { ...one.diagnosis, count: part } })),
          });
          expect(sum(report.groups[0]!.diagnoses.map((diagnosis) => diagnosis.count))).toBe(count);
        },
      ),
      runs(4),
    );
  });
});

describe('privacy', () => {
  test('key ids are masked wherever they stand, also in titles, evidence and policies', () => {
    const text = JSON.stringify(buildReport(input({ groups: 40 })));
    expect(text).not.toMatch(/AKID[A-Za-z0-9]{9,}/);
    expect(text).toMatch(/AKID[A-Za-z0-9]{4}\*\*\*\*[A-Za-z0-9]{4}/);
  });

  test('addresses are masked by configuration and their counts add up', () => {
    const given = input({ groups: 40, privacy: { maskKeys: true, maskAddresses: true } });
    const report = buildReport(given);
    expect(JSON.stringify(report)).not.toMatch(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/);
    const { top, rest } = report.who.addresses;
    expect(new Set(top.map(({ value }) => value)).size).toBe(top.length);
    expect(sum(top.map(({ count }) => count)) + rest).toBe(report.headline.denials);
    expect(validate(report)).toBe(true);
  });

  test('a masked report still recognises its groups the next day', () => {
    const privacy = { maskKeys: true, maskAddresses: true };
    const key = (date: string) => {
      const day = input({ groups: 1, date });
      const groups = day.view.scan.groups.map((group) => ({ ...group, requester: 'key:AKIDabcdefghijklmnopqrstuvwx' }));
      return { ...day, diagnoses: [], privacy, view: { ...day.view, scan: { ...day.view.scan, groups } } };
    };
    const yesterday = baselineOfReport(buildReport(key('2026-11-22')));
    expect(buildReport({ ...key('2026-11-23'), previousDay: yesterday }).trends.newGroups).toBe(0);
  });
});

test('a calendar day later is the next date, over months and years', () => {
  expect([addDays('2026-12-31', 1), addDays('2028-03-01', -1)]).toEqual(['2027-01-01', '2028-02-29']);
});
