import type { Group } from '../../lib/aggregate/model.js';
import { diagnose } from '../../lib/diagnose/diagnose.js';
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
