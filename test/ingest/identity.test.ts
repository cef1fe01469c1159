import type { CallApi } from '../../lib/cloud/api.js';
import { CloudError } from '../../lib/cloud/error.js';
import { HeldFiles } from '../../lib/ingest/held.js';
import { knownRequesters, ownRequesters } from '../../lib/ingest/identity.js';
import { ingestFile } from '../../lib/ingest/ingest.js';
import { silentLog } from '../../lib/ingest/log.js';
import { MemoryStore } from '../alert/support/memory-store.js';
import { logFile, logLine } from './logs.js';

const OWNER = '100000000001';
const ROLES = { ingest: '4611686018427800001', alert: '4611686018427800002', report: '4611686018427800003' };
const INSIDE = { TENCENTCLOUD_RUNENV: 'SCF' };
const NOW = Date.parse('2026-11-23T10:00:00Z');

/** STS as a role with a session, a user or the root account hears it. */
const as = (id: string) => (async () => ({ UserId: id, AccountId: OWNER })) as unknown as CallApi;
const newStore = () => new MemoryStore(() => NOW);

test('each function adds itself once and hears of the others', async () => {
  const store = newStore();
  for (const id of Object.values(ROLES)) await ownRequesters(as(`${id}:session`), INSIDE, store);
  const everybody = Object.values(ROLES).sort();
  expect(await ownRequesters(as(`${ROLES.ingest}:other-session`), INSIDE, store)).toEqual(everybody);
  expect([...store.objects.keys()]).toEqual(everybody.map((id) => `own/${id}.json`));
});

test('a command knows the functions and adds nobody', async () => {
  const store = newStore();
  await ownRequesters(as(ROLES.alert), INSIDE, store);
  expect(await ownRequesters(as('100000000002'), {}, store)).toEqual([ROLES.alert]);
  expect(store.objects.size).toBe(1);
});

test('the root account is an owner and no tool', async () => {
  const store = newStore();
  expect(await ownRequesters(as(OWNER), INSIDE, store)).toEqual([]);
  expect(store.objects.size).toBe(0);
});

test('a function that cannot learn who it is still knows the others', async () => {
  const store = newStore();
  await ownRequesters(as(ROLES.alert), INSIDE, store);
  const silent = (async () => {
    throw new CloudError('timeout', 'no answer', { action: 'sts:GetCallerIdentity', retryable: true });
  }) as CallApi;
  expect(await ownRequesters(silent, INSIDE, store)).toEqual([ROLES.alert]);
});

test('what lies there under another name is nobody', async () => {
  const store = newStore();
  await store.put('own/anonymous.json', '{}');
  await store.put('own/readme.txt', '');
  expect(await knownRequesters(store)).toEqual([]);
});

test('trigger, sweep and command make the same bytes of one file, without the requests of any function', async () => {
  const identities = newStore();
  for (const id of Object.values(ROLES)) await ownRequesters(as(id), INSIDE, identities);
  const own = Object.values(ROLES).map((id) => logLine({ requester: `${OWNER}:${id}` }));
  const body = logFile(logLine(), ...own);
  const partials = [];
  for (const [id, env] of [
    [ROLES.ingest, INSIDE],
    [ROLES.alert, INSIDE],
    ['100000000002', {}],
  ] as const) {
    const store = newStore();
    const source = { bucket: 'logs-1250000000', key: 'access/a.gz', etag: 'a', lastModifiedMs: NOW, size: body.length };
    const outcome = await ingestFile(
      {
        source,
        body: (async function* () {
          yield body;
        })(),
        discard: () => {},
      },
      {
        store,
        held: new HeldFiles(store),
        nowMs: () => NOW,
        log: silentLog,
        self: await ownRequesters(as(id), env, identities),
      },
    );
    expect(outcome).toMatchObject({ status: 'ingested', denials: 1 });
    partials.push([...store.objects.values()].map((object) => object.body));
  }
  expect(partials[1]).toEqual(partials[0]);
  expect(partials[2]).toEqual(partials[0]);
});
