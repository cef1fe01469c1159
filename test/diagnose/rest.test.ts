import fc from 'fast-check';
import { Aggregator } from '../../lib/aggregate/aggregator.js';
import { toScanResult } from '../../lib/aggregate/scan-result.js';
import type { Snapshot } from '../../lib/facts/snapshot.js';
import { runs } from '../support/property.js';
import { diagnosesOf } from './scenario.js';

const BUCKET = 'examplebucket-1250000000';
const USER = '100000000002';

function line(i: number, path: string): string {
  const time = new Date(Date.UTC(2026, 10, 22, 10, 0, i)).toISOString().replace('.000', '');
  const id = Buffer.from(`6b02bd20_18206364_cc34_${i.toString(16).padStart(7, '0')}`).toString('base64');
  return `1.0 ${BUCKET} ap-guangzhou ${time} ${BUCKET}.cos.ap-guangzhou.myqcloud.com PUTObject 203.0.113.7 AKIDALICEkey1234567890alicekey123456 - 0 0 ${path} PUT "curl/8" 403 AccessDenied "Access Denied." 480 12 USER - 100000000001 10 100000000001:${USER} ${id} - - - - "PUT ${path} HTTP/1.1" "0"\n`;
}

async function scanOf(paths: readonly string[]) {
  const aggregator = new Aggregator();
  await aggregator.addStream(
    (async function* () {
      yield Buffer.from(paths.map((path, i) => line(i, path)).join(''));
    })(),
  );
  return toScanResult(aggregator.aggregate);
}

/** The user may read what the resource names, and was refused to write. */
function snapshotOf(resource: string): Snapshot {
  const granted = {
    effect: 'allow',
    action: 'name/cos:GetObject',
    resource: `qcs::cos:ap-guangzhou:uid/1250000000:${resource}`,
  };
  const document = { version: '2.0', statement: [granted] };
  return {
    schema: 'cos403.snapshot/1',
    takenAt: '2026-11-22T12:00:00Z',
    account: { ownerUin: '100000000001', appId: '1250000000' },
    buckets: {
      [BUCKET]: { region: 'ap-guangzhou', ownerUin: '100000000001', acl: { grants: [] }, policy: null, objects: {} },
    },
    cam: {
      complete: true,
      users: {
        [USER]: { type: 'sub', accessKeys: [], policies: [{ name: 'read', document }], groups: [], boundary: null },
      },
    },
  } as Snapshot;
}

/** A key for each number, below one of a few folders that the resources of the property may or may not name. */
const keys = fc.array(fc.constantFrom('a', 'a/b', 'ab', 'c'), { minLength: 70, maxLength: 110 });
const resources = fc.constantFrom(
  '*',
  `${BUCKET}/*`,
  `${BUCKET}/a*`,
  `${BUCKET}/a/*`,
  `${BUCKET}/a/b/1*`,
  `${BUCKET}/*7`,
  `${BUCKET}/d:a*`,
);

test('what is certain of more requests than are listed is what each of them alone would get', async () => {
  await fc.assert(
    fc.asyncProperty(keys, resources, async (folders, resource) => {
      const paths = folders.map((folder, i) => `/${folder}/${i}`);
      const snapshot = snapshotOf(resource);
      const together = diagnosesOf(await scanOf(paths), snapshot);
      const alone = new Map<string, number>();
      for (const path of paths) {
        const cause = diagnosesOf(await scanOf([path]), snapshot)[0]!.cause.id;
        alone.set(cause, (alone.get(cause) ?? 0) + 1);
      }
      expect(together.reduce((sum, one) => sum + one.count, 0)).toBe(paths.length);
      for (const one of together)
        if (one.cause.confidence === 'certain') expect(one.count).toBeLessThanOrEqual(alone.get(one.cause.id) ?? 0);
    }),
    runs(80),
  );
});

test('requests beyond the list share one certain cause when the statement covers all that begins like them', async () => {
  const paths = Array.from({ length: 150 }, (_, i) => `/a/b/${i}`);
  const given = diagnosesOf(await scanOf(paths), snapshotOf(`${BUCKET}/a/*`));
  expect(given.map((one) => [one.cause.id, one.cause.confidence, one.count])).toEqual([
    ['action-not-granted', 'certain', 150],
  ]);
});
