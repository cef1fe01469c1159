import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Group, Shape, TopList } from '../../lib/aggregate/model.js';
import { diagnose } from '../../lib/diagnose/diagnose.js';
import { divide } from '../../lib/diagnose/parts.js';
import { runs } from '../support/property.js';
import { type Scenario, scenarios } from './scenario.js';

const named = (name: string): Scenario => scenarios().find((one) => one.name === name)!;

/** The group of a scenario, changed to hold what no list shows. */
async function outcomeOf(name: string, change: (group: Group) => Partial<Group>) {
  const scan = await named(name).scan();
  const group = { ...scan.groups[0]!, ...change(scan.groups[0]!) };
  return diagnose(group, named(name).snapshot, { changes: [], groups: [group] }).diagnoses;
}

const brief = (diagnoses: Awaited<ReturnType<typeof outcomeOf>>) =>
  diagnoses.map((one) => [one.cause.id, one.cause.confidence, one.count, one.subject]);

describe('denials beyond the lists', () => {
  test('of a group without detail are named by its words, at most likely', async () => {
    const given = await outcomeOf('apk-on-default-domain', () => ({ count: 7, shapes: [], countsOnly: true }));
    expect(brief(given)).toEqual([['apk-on-default-domain', 'likely', 7, 'examplebucket-1250000000']]);
    expect(given[0]!.checks).toEqual([]);
    expect(given[0]!.onset!.since).toBe('2026-11-22T10:00:00Z');
  });

  test('of a group without detail and without telling words are explained by nobody', async () => {
    const given = await outcomeOf('no-permission', () => ({ count: 7, shapes: [], countsOnly: true }));
    expect(brief(given)).toEqual([['unexplained', 'possible', 7, 'rest']]);
    expect(given[0]).toMatchObject({ alternatives: [], checks: [], ruledOut: [], missingPermissions: [] });
    expect(given[0]!.cause.summary.en).toContain('denials that are counted without detail');
    expect(given[0]!.remedy.policy).toBeNull();
  });

  test('are taken to be like the listed ones when those have one cause, at most likely', async () => {
    const given = await outcomeOf('no-permission', (group) => ({ count: group.count + 5, shapesRest: 5 }));
    expect(brief(given)).toEqual([
      ['no-permission', 'likely', 5, '100000000001:100000000002'],
      ['no-permission', 'certain', 2, '100000000001:100000000002'],
    ]);
    expect(given[0]!.cause.summary.en).toContain('counted without detail; they are taken to be like the others');
    expect(given[1]!.cause.summary.en).not.toContain('without detail');
  });

  test('are as certain as the listed ones where COS names the cause', async () => {
    const given = await outcomeOf('apk-on-default-domain', (group) => ({ count: group.count + 5, shapesRest: 5 }));
    expect(brief(given)).toEqual([['apk-on-default-domain', 'certain', 6, 'examplebucket-1250000000']]);
  });

  test.each(['several-causes', 'three-causes'])('are explained by nobody beside several causes: %s', async (name) => {
    const given = await outcomeOf(name, (group) => ({ count: group.count + 50, shapesRest: 50 }));
    expect(brief(given)[0]).toEqual(['unexplained', 'possible', 50, 'rest']);
    expect(given[0]!.cause.summary.en).toContain('the others of the group have several causes');
  });

  test('of a shape that lists none get only what holds for all of it', async () => {
    const unlisted = (group: Group) => ({
      shapes: group.shapes.map((shape) => ({ ...shape, requests: [], requestsRest: shape.count })),
    });
    expect(brief(await outcomeOf('key-disabled', unlisted))).toEqual([
      ['key-disabled', 'certain', 3, 'AKIDALICEkey1234567890alicekey123456'],
    ]);
    expect(brief(await outcomeOf('no-permission', unlisted))).toEqual([['unexplained', 'possible', 2, 'rest']]);
  });

  test('of an address that is a scanner are noise, also where it is listed under another shape', async () => {
    const scanners = [{ remoteIp: '203.0.113.7', count: 2, paths: 60 }];
    const given = await outcomeOf('anonymous-private', () => ({ scanners }));
    expect(brief(given)).toEqual([
      ['scanner-noise', 'likely', 2, 'examplebucket-1250000000'],
      ['anonymous-private', 'certain', 1, 'examplebucket-1250000000'],
    ]);
  });

  test('beside a shape whose listed requests were all a scanner are like what those would have met', async () => {
    const given = await outcomeOf('anonymous-private', (group) => ({
      count: group.count + 4,
      scanners: [{ remoteIp: '203.0.113.7', count: group.count, paths: 60 }],
      shapes: group.shapes.map((shape) => ({ ...shape, count: shape.count + 4, requestsRest: 4, pathPrefix: '/' })),
    }));
    expect(brief(given)).toEqual([
      ['anonymous-private', 'likely', 4, 'examplebucket-1250000000'],
      ['scanner-noise', 'likely', 3, 'examplebucket-1250000000'],
    ]);
  });

  test('of many scanners: five addresses are named, the others counted', async () => {
    const scanners = Array.from({ length: 7 }, (_, i) => ({ remoteIp: `198.51.100.${i}`, count: 60, paths: 50 + i }));
    const given = await outcomeOf('anonymous-private', (group) => ({ count: group.count + 420, scanners }));
    expect(given[0]!.cause.summary.en).toMatch(/^198\.51\.100\.0, .*198\.51\.100\.4 \+2 tried 56 different paths/);
    expect(given[0]!.checks[0]!.evidence).toEqual(
      scanners.slice(0, 5).map((value) => ({ fact: 'log:remoteIp', value })),
    );
  });
});

interface UnlistedPaths {
  readonly title: string;
  readonly statements: readonly object[];
  /** Of the group; absent: the one of the listed request. */
  readonly addresses?: readonly string[];
  readonly moreAddresses?: number;
  readonly expect: readonly (readonly [confidence: string, cause: string, count: number])[];
}

const unlistedPaths = JSON.parse(
  readFileSync(join(__dirname, '../cases/diagnose-rules/unlisted-paths.json'), 'utf8'),
) as UnlistedPaths[];

/** A user was refused PutObject five times below /a/; one of the paths is listed. What is certain of the others depends on what the policies say. */
test.each(unlistedPaths)('of five uploads below one folder, one listed: $title', async (given) => {
  const { snapshot, scan } = named('action-not-granted');
  const group = (await scan()).groups[0]!;
  const uploads: Group = {
    ...group,
    count: 5,
    shapes: group.shapes.map((shape) => ({ ...shape, count: 5, requestsRest: 4, pathPrefix: '/a/' })),
    paths: { ...group.paths, distinct: 5, rest: 4 },
    remoteIps: listed(given.addresses ?? group.remoteIps.top.map(({ value }) => value), given.moreAddresses ?? 0),
  };
  const document = { version: '2.0', statement: given.statements };
  const user = { ...snapshot.cam.users!['100000000002'], policies: [{ name: 'p', document }] };
  const facts = { ...snapshot, cam: { ...snapshot.cam, users: { ...snapshot.cam.users, '100000000002': user } } };
  const { diagnoses } = diagnose(uploads, facts, { changes: [], groups: [uploads] });
  expect(diagnoses.map((one) => [one.cause.confidence, one.cause.id, one.count])).toEqual(given.expect);
});

function listed(values: readonly string[], more: number): TopList {
  const top = values.map((value) => ({ value, count: 1 }));
  return { distinct: top.length + more, top, ...(more > 0 ? { rest: more } : {}) };
}

const address = fc.constantFrom('198.51.100.1', '198.51.100.2', '203.0.113.7');
const count = fc.integer({ min: 0, max: 9 });
const shapes = fc.array(
  fc.record({
    requests: fc.array(fc.record({ path: fc.constant('/a'), remoteIp: address, count }), { maxLength: 4 }),
    requestsRest: fc.option(count, { nil: undefined }),
    count,
  }),
  { maxLength: 4 },
);
const scanners = fc.uniqueArray(fc.record({ remoteIp: address, count, paths: count }), {
  selector: ({ remoteIp }) => remoteIp,
});

test('whatever a group lists, its parts add up to it, and a scanner takes no more than its share', () => {
  fc.assert(
    fc.property(shapes, scanners, fc.integer({ min: 0, max: 99 }), (listed, found, total) => {
      const group = { count: total, shapes: listed as unknown as Shape[], scanners: found } as unknown as Group;
      const { parts, shapeRests, rest, scanned } = divide(group);
      const counts = [...parts, ...shapeRests].map((entry) => entry.count);
      expect(counts.reduce((sum, one) => sum + one, rest + scanned)).toBe(total);
      expect([...counts, rest, scanned].every((one) => one >= 0)).toBe(true);
      expect(counts).not.toContain(0);
      const owed = found.reduce((sum, one) => sum + one.count, 0);
      expect(scanned).toBeLessThanOrEqual(Math.min(total, owed));
    }),
    runs(),
  );
});
