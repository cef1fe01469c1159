import fc from 'fast-check';
import type { Snapshot } from '../../lib/facts/snapshot.js';
import { sanitizeSvg } from '../../lib/report/chart/svg.js';
import { joinDiagnoses } from '../../lib/report/day-diagnoses.js';
import { formatChange, formatShare } from '../../lib/report/format.js';
import { groupId } from '../../lib/report/identity.js';
import { networkOf } from '../../lib/report/networks.js';
import { diffSnapshots } from '../../lib/report/snapshot-diff.js';
import { maskDeep, masker } from '../../lib/text/privacy.js';
import networkCases from '../cases/report/networks.json';
import snapshotCases from '../cases/report/snapshot-changes.json';
import { runs } from '../support/property.js';
import { EVIL } from './hostile.js';
import { syntheticDay } from './synthetic.js';

describe('named networks', () => {
  const networks = [
    { name: 'office', cidrs: ['203.0.113.0/24', 'not a range'] },
    { name: 'printers', cidrs: ['203.0.113.192/26'] },
    { name: 'data centre', cidrs: ['2001:db8:1::/48'] },
    { name: 'gate', cidrs: ['192.0.2.1'] },
  ];
  test.each(networkCases)('$address is in $name', ({ address, name }) => {
    expect(networkOf(address, networks)).toBe(name);
  });
});

describe('what changed in the settings', () => {
  const snapshot = (facts: object) =>
    ({
      schema: 'cos403.snapshot/1',
      takenAt: '2026-11-23T00:00:00Z',
      account: {},
      buckets: {},
      cam: {},
      ...facts,
    }) as Snapshot;
  test.each(snapshotCases)('$name', ({ before, after, changes }) => {
    expect(diffSnapshots(snapshot(before), snapshot(after)).changes).toEqual(changes);
  });
});

describe('a diagnosis from an open incident', () => {
  const day = syntheticDay({ date: '2026-11-23', timeZone: 'UTC', groups: 1 });
  const group = { ...day.view.scan.groups[0]!, count: 10 };
  const diagnosis = (id: string, count: number) => {
    const one = day.diagnoses[0]!.diagnosis;
    return { ...one, count, share: count / 10, cause: { ...one.cause, id: id as typeof one.cause.id } };
  };
  const join = (now: readonly [string, number][], incident: readonly [string, number] | null) =>
    joinDiagnoses(
      [group],
      new Map([[groupId(group), now.map(([id, count]) => diagnosis(id, count))]]),
      incident ? [{ diagnosis: diagnosis(...incident), asOf: 'then' }] : [],
      'now',
    ).map(({ diagnosis: { cause, count }, asOf, source }) => [cause.id, count, asOf, source]);

  test('wins over "allowed now": it was repaired since', () => {
    expect(join([['allowed-now', 10]], ['action-not-granted', 10])).toEqual([
      ['action-not-granted', 10, 'then', 'incident'],
    ]);
  });
  test('takes its part, other causes of today keep theirs', () => {
    expect(
      join(
        [
          ['clock-skew', 4],
          ['key-active-now', 6],
        ],
        ['key-disabled', 6],
      ),
    ).toEqual([
      ['key-disabled', 6, 'then', 'incident'],
      ['clock-skew', 4, 'now', 'report'],
    ]);
  });
  test('that explains nothing gives way to today’s', () => {
    expect(join([['object-archived', 10]], ['unexplained', 10])).toEqual([['object-archived', 10, 'now', 'report']]);
  });
  test('without an incident today’s stand', () => {
    expect(join([['clock-skew', 10]], null)).toEqual([['clock-skew', 10, 'now', 'report']]);
  });
  test('the sum is the group’s, whatever the parts were', () => {
    const part = fc.tuple(
      fc.constantFrom('clock-skew', 'allowed-now', 'key-disabled', 'no-permission'),
      fc.integer({ min: 1, max: 10 }),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), part, (now, incident) => {
        const counts = join(now, incident).map(([, count]) => count as number);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(10);
      }),
      runs(),
    );
  });
});

describe('charts', () => {
  test('let through only listed elements and attributes, with colours as classes', () => {
    const drawn =
      '<svg width="1" viewBox="0 0 1 1" onload="x()"><style>a{}</style><script>x()</script><g clip-path="url(#a)"><path d="M0 0" fill="#C00001" style="x" class="y"></path></g><text fill="#c00021" y="6">&lt;b&gt;</text><image href="//evil"/></svg>';
    expect(sanitizeSvg(drawn, { '#c00001': 'k1', '#c00021': 'label' }, 'chart')).toBe(
      '<svg aria-hidden="true" focusable="false" viewBox="0 0 1 1" class="chart"><g><path d="M0 0" class="f-k1"></path></g><text y="6" class="f-label">&lt;b&gt;</text></svg>',
    );
  });
  test('whatever text is drawn, nothing but those comes out', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...EVIL), fc.string()), (evil) => {
        const out = sanitizeSvg(
          `<svg viewBox="0 0 1 1"><text x="1">${evil}</text><path d="${evil}" ${evil}/></svg>`,
          {},
          'chart',
        );
        for (const tag of out.match(/<[^>]*>/g) ?? []) {
          expect(tag).toMatch(
            /^<\/?(svg|g|path|rect|line|polyline|text)( (aria-hidden|focusable|viewBox|x|y|d|transform|fill|stroke|width|height|class)="[\w\s.,()+%#-]*")*\/?>$/,
          );
        }
      }),
      runs(),
    );
  });
});

describe('masks', () => {
  const mask = masker({ maskKeys: true, maskAddresses: true }, ['MALFORMED-key-0123456789']);
  test.each([
    ['The key AKIDabcdefghijklmnop1234 is off', 'The key AKIDabcd****1234 is off'],
    ['key:whatever-was-sent-as-a-key', 'key:whatever****-key'],
    ['MALFORMED-key-0123456789', 'MALFORME****6789'],
    ['from 203.0.113.7, then 2001:db8:1:2::3', 'from 203.0.113.*, then 2001:db8:1:*'],
    ['qcs::cam::uin/100000000001:uin/100000000002', 'qcs::cam::uin/100000000001:uin/100000000002'],
    ['2026-11-23T10:00:00Z', '2026-11-23T10:00:00Z'],
    ['/cam/users/100000000002/accessKeys/0', '/cam/users/100000000002/accessKeys/0'],
  ])('%s', (text, masked) => {
    expect(mask(text)).toBe(masked);
    expect(mask(masked)).toBe(masked);
  });
  test('values that became equal add up', () => {
    const list = [
      { value: '203.0.113.7', count: 2 },
      { value: '198.51.100.1', count: 4 },
      { value: '203.0.113.8', count: 3 },
    ];
    expect(maskDeep({ list }, mask)).toEqual({
      list: [
        { value: '203.0.113.*', count: 5 },
        { value: '198.51.100.*', count: 4 },
      ],
    });
  });
});

test('shares and changes are told as people read them', () => {
  expect([0, 1, 0.00001, 0.0123, 0.123, 0.5, 0.99999, null].map(formatShare)).toEqual([
    '0%',
    '100%',
    '<0.01%',
    '1.23%',
    '12.3%',
    '50%',
    '>99.9%',
    '–',
  ]);
  expect([0, 0.38, -0.04, 11, 0.001, null].map(formatChange)).toEqual(['±0%', '+38%', '−4%', '×12', '±0%', '–']);
});
