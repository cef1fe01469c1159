import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Group, TopList } from '../../lib/aggregate/model.js';
import { diagnose } from '../../lib/diagnose/diagnose.js';
import { scenarios } from './scenario.js';

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
  const { snapshot, scan } = scenarios().find((one) => one.name === 'action-not-granted')!;
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
