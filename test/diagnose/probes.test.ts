import type { Group } from '../../lib/aggregate/model.js';
import type { Diagnosis } from '../../lib/diagnose/model.js';
import { applyProbes, type Probe, probesFor } from '../../lib/diagnose/probes.js';
import type { Snapshot } from '../../lib/facts/snapshot.js';
import { diagnosesOf, type Scenario, scenarios } from './scenario.js';

const named = (name: string): Scenario => scenarios().find((one) => one.name === name)!;
const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'];

async function groupOf(name: string): Promise<Group> {
  return (await named(name).scan()).groups[0]!;
}

function withoutRegion({ snapshot }: Scenario): Snapshot {
  return { ...snapshot, buckets: {} };
}

describe('what is probed', () => {
  test('is the bucket at its own host, with a seen path and the seen origin', async () => {
    const scenario = named('cors-origin-not-allowed');
    const probes = probesFor(await groupOf(scenario.name), scenario.snapshot);
    expect(probes[0]).toEqual({
      bucket: 'examplebucket-1250000000',
      region: 'ap-guangzhou',
      method: 'OPTIONS',
      path: '/a/b.txt',
      headers: { origin: 'https://app.example.com', 'access-control-request-method': 'GET' },
      about: 'https://app.example.com',
    });
  });

  test('is found by the region of the log where the facts have none', async () => {
    const scenario = named('cors-origin-not-allowed');
    const [probe] = probesFor(await groupOf(scenario.name), withoutRegion(scenario));
    expect(probe?.region).toBe('ap-guangzhou');
  });

  test.each([
    ['a region that is none', { region: '-' }, {}],
    ['a region that could lead elsewhere', { region: 'ap-guangzhou.evil.example/' }, {}],
    ['a bucket that could lead elsewhere', {}, { bucket: 'evil.example/' }],
  ])('is nothing for %s', async (_title, shape, group) => {
    const scenario = named('cors-origin-not-allowed');
    const seen = await groupOf(scenario.name);
    const shapes = seen.shapes.map((one) => ({ ...one, ...shape }));
    expect(probesFor({ ...seen, shapes, ...group }, withoutRegion(scenario))).toEqual([]);
  });

  test('is nothing for other kinds, and for a preflight that tells no origin', async () => {
    for (const name of ['anonymous-private', 'cors-no-referer'])
      expect(probesFor(await groupOf(name), named(name).snapshot)).toEqual([]);
  });

  test('is each of the first two origins once', async () => {
    const seen = await groupOf('cors-origin-not-allowed');
    const shapes = ['https://a.example/1', 'https://a.example/2', 'https://b.example/', 'https://c.example/'].map(
      (referer) => ({ ...seen.shapes[0]!, referer }),
    );
    const probes = probesFor({ ...seen, shapes }, named('cors-origin-not-allowed').snapshot);
    expect(probes.map(({ about }) => about)).toEqual(
      ['https://a.example', 'https://b.example'].flatMap((origin) => METHODS.map(() => origin)),
    );
  });

  test('is each of the first two referers once, the empty one by leaving it out', async () => {
    const scenario = named('referer-two-kinds');
    const probes = probesFor(await groupOf(scenario.name), scenario.snapshot);
    expect(probes.map(({ about, headers, method, path }) => [about, headers, method, path])).toEqual([
      ['-', {}, 'HEAD', '/a/b.txt'],
      ['https://evil.example/', { referer: 'https://evil.example/' }, 'HEAD', '/a/b.txt'],
    ]);
  });
});

describe('what a probe found', () => {
  const cors = (status: number | null, method = 'GET') => ({
    probe: {
      method: 'OPTIONS',
      about: 'https://app.example.com',
      headers: { 'access-control-request-method': method },
    } as unknown as Probe,
    status,
  });
  const referer = (status: number | null, about = 'https://other.example.net/blog') => ({
    probe: { method: 'HEAD', about, headers: {} } as unknown as Probe,
    status,
  });
  async function diagnosesFor(name: string): Promise<Diagnosis[]> {
    return diagnosesOf(await named(name).scan(), named(name).snapshot);
  }

  test('is nothing without a probe', async () => {
    const diagnoses = await diagnosesFor('cors-origin-not-allowed');
    expect(applyProbes(diagnoses, [])).toEqual(diagnoses);
  });

  test.each([
    ['a refusal', [cors(403), cors(200, 'PUT')], 'fail', /refused today for 1 of 2 methods/],
    ['a passage', [cors(200), cors(204, 'PUT')], 'pass', /passes today/],
    ['silence', [cors(null), cors(null, 'PUT')], 'unknown', /no answer/],
  ])('of a preflight is a check with its evidence: %s', async (_title, results, status, detail) => {
    const [one] = applyProbes(await diagnosesFor('cors-origin-not-allowed'), results);
    const check = one!.checks.at(-1)!;
    expect(check).toMatchObject({ id: 'cors-probe', status });
    expect(check.detail.en).toMatch(detail);
    expect(check.evidence).toEqual(
      results.map(({ probe, status: answer }) => ({
        fact: 'log:probe',
        value: `OPTIONS https://app.example.com ${probe.headers['access-control-request-method']}: ${answer ?? 'no answer'}`,
      })),
    );
  });

  test.each([
    ['a refusal', referer(403), 'fail', /refused today/],
    ['a passage', referer(200), 'pass', /passes today/],
    ['silence', referer(null), 'unknown', /no answer/],
  ])('of a referer is a check with its evidence: %s', async (_title, result, status, detail) => {
    const [one] = applyProbes(await diagnosesFor('referer-not-listed'), [result]);
    const check = one!.checks.at(-1)!;
    expect(check).toMatchObject({ id: 'referer-probe', status });
    expect(check.detail.en).toMatch(detail);
    expect(check.evidence).toEqual([
      { fact: 'log:probe', value: `HEAD https://other.example.net/blog: ${result.status ?? 'no answer'}` },
    ]);
  });

  test.each([
    ['cors-origin-not-allowed', cors(200), 'cors-allowed-now'],
    ['referer-not-listed', referer(200), 'referer-allowed-now'],
  ] as const)('%s: that gets through makes a change since the first alternative', async (name, result, now) => {
    const before = (await diagnosesFor(name))[0]!;
    expect(before.ruledOut.map(({ id }) => id)).toContain(now);
    const [after] = applyProbes(
      [{ ...before, alternatives: [{ id: 'unexplained', confidence: 'possible' }] }],
      [result],
    );
    expect(after!.cause).toEqual({ ...before.cause, confidence: 'possible' });
    expect(after!.alternatives).toEqual([
      { id: now, confidence: 'likely' },
      { id: 'unexplained', confidence: 'possible' },
    ]);
    expect(after!.ruledOut).toEqual(before.ruledOut.filter(({ id }) => id !== now));
    const [again] = applyProbes([after!], [result]);
    expect(again!.alternatives).toEqual(after!.alternatives);
  });

  test('that gets through confirms an answer that says so already', async () => {
    const before = (await diagnosesFor('cors-allowed-now'))[0]!;
    const [after] = applyProbes([before], [cors(200)]);
    expect({ ...after, checks: [] }).toEqual({ ...before, checks: [] });
    expect(after!.checks).toHaveLength(before.checks.length + 1);
  });

  test('of one referer says nothing about another, and about all where the diagnosis names none', async () => {
    const [one] = await diagnosesFor('referer-not-listed');
    expect(applyProbes([one!], [referer(403, 'https://elsewhere.example/')])).toEqual([one]);
    const empty = (await diagnosesFor('referer-empty'))[0]!;
    expect(applyProbes([empty], [referer(403, '-')])[0]!.checks.at(-1)!.id).toBe('referer-probe');
    const whole = { ...one!, subject: one!.group.bucket };
    expect(applyProbes([whole], [referer(403, '-')])[0]!.checks.at(-1)!.id).toBe('referer-probe');
    const dotted = { ...whole, group: { ...whole.group, bucket: 'a.b-1250000000' }, subject: 'a.b-1250000000' };
    expect(applyProbes([dotted], [referer(403, '-')])[0]!.checks.at(-1)!.id).toBe('referer-probe');
  });
});
