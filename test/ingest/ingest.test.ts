import { Aggregate } from '../../lib/aggregate/aggregate.js';
import { decodePartial, encodeRollup } from '../../lib/aggregate/index.js';
import { cosEventFor, readCosEvent } from '../../lib/ingest/event.js';
import { handleEvent } from '../../lib/ingest/handle-event.js';
import { HeldFiles } from '../../lib/ingest/held.js';
import { ingestObject } from '../../lib/ingest/ingest.js';
import { dayRollupKey, hashOfPartialKey, hourRollupKey } from '../../lib/store/keys.js';
import { openStore } from '../../lib/store/open.js';
import { logFile, logLine } from './logs.js';
import { LOGS, newPlace, type Place, STATE } from './setup.js';

let place: Place;
beforeEach(async () => {
  place = await newPlace();
});
afterEach(() => place.close());

const KEY = 'access/2026/11/23/file_1.gz';
const ingest = (key = KEY, decodedKey?: string) =>
  ingestObject({ bucket: LOGS, key, ...(decodedKey ? { decodedKey } : {}) }, place.cos, place.ingestDeps());
const failures = async () => {
  const found = [];
  for (const key of await place.keys('failed/'))
    found.push(JSON.parse((await place.store.get(key))?.body.toString() ?? ''));
  return found;
};

describe('a log file', () => {
  test('becomes one partial under the hour of its writing, with its source', async () => {
    await place.cos.put(LOGS, KEY, logFile(logLine(), logLine({ status: 200 })));
    expect(await ingest()).toMatchObject({ status: 'ingested', requests: 2, denials: 1 });
    const keys = await place.keys();
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatch(/^partials\/v1\/\d{4}\/\d\d\/\d\d\/\d\d\/[0-9a-f]{32}\.json\.gz$/);
    const decoded = decodePartial((await place.store.get(keys[0]!))!.body);
    expect(decoded).toMatchObject({ ok: true, partial: { source: { bucket: LOGS, key: KEY } } });
  });

  test('delivered again changes nothing', async () => {
    await place.cos.put(LOGS, KEY, logFile(logLine()));
    await ingest();
    const [key] = await place.keys();
    const before = await place.store.get(key!);
    expect(await ingest()).toEqual({ status: 'held' });
    expect(await place.keys()).toEqual([key]);
    expect((await place.store.get(key!))?.body.equals(before!.body)).toBe(true);
  });

  test('delivered twice at once counts once', async () => {
    await place.cos.put(LOGS, KEY, logFile(logLine()));
    const outcomes = await Promise.all([ingest(), ingest(), ingest()]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['held', 'held', 'ingested']);
    expect(await place.keys()).toHaveLength(1);
  });

  test.each([
    ['hour', hourRollupKey],
    ['day', dayRollupKey],
  ])('that a rollup of its %s holds is not counted again', async (_, rollupKey) => {
    await place.cos.put(LOGS, KEY, logFile(logLine()));
    await ingest();
    const [partial] = await place.keys('partials/');
    const hash = hashOfPartialKey(partial!)!;
    await place.store.put(rollupKey(Date.now()), encodeRollup(new Aggregate(), { period: 'x', hashes: [hash] }));
    await place.store.delete(partial!);
    expect(await ingest()).toEqual({ status: 'held' });
    expect(await place.keys('partials/')).toEqual([]);
  });

  test('whose rollup is damaged is counted again, and the rollup is set aside', async () => {
    await place.store.put(hourRollupKey(Date.now()), 'garbage');
    await place.cos.put(LOGS, KEY, logFile(logLine()));
    expect(await ingest()).toMatchObject({ status: 'ingested' });
    expect(await place.keys('corrupt/rollups/')).toHaveLength(1);
  });

  test('a plain one, and an empty one, are log files too', async () => {
    await place.cos.put(LOGS, 'plain', `${logLine()}\n`);
    await place.cos.put(LOGS, 'empty', '');
    expect(await ingest('plain')).toMatchObject({ status: 'ingested', denials: 1 });
    expect(await ingest('empty')).toMatchObject({ status: 'ingested', requests: 0 });
  });

  test('the literal key goes before the decoded one', async () => {
    await place.cos.put(LOGS, 'a b', logFile(logLine()));
    expect(await ingest('a%20b', 'a b')).toMatchObject({ status: 'ingested', denials: 1 });
    await place.cos.put(LOGS, 'a%20b', logFile(logLine(), logLine()));
    expect(await ingest('a%20b', 'a b')).toMatchObject({ status: 'ingested', denials: 2 });
  });

  test('requests of the tool itself are excluded', async () => {
    await place.cos.put(LOGS, KEY, logFile(logLine(), logLine({ requester: '100000000001:4611686018427844696' })));
    const deps = { ...place.ingestDeps(), self: ['4611686018427844696'] };
    expect(await ingestObject({ bucket: LOGS, key: KEY }, place.cos, deps)).toMatchObject({ denials: 1 });
  });
});

describe('a file that cannot be ingested is recorded', () => {
  test.each([
    ['not a log', Buffer.from('PNG\nnot a log\n'), 'not-a-log'],
    ['gzip that is none', Buffer.from([0x1f, 0x8b, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]), 'damaged'],
  ])('%s: for good', async (_, body, code) => {
    await place.cos.put(LOGS, KEY, body);
    expect(await ingest()).toMatchObject({ status: 'failed', code, willRetry: false });
    expect(await failures()).toMatchObject([
      {
        schema: 'cos403.failed/1',
        source: { bucket: LOGS, key: KEY },
        code,
        status: 'permanent',
        attempts: 1,
        nextTryAt: null,
      },
    ]);
    expect(await place.keys('partials/')).toEqual([]);
  });

  test('a truncated one keeps what was decoded, and is recorded as partly', async () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => logLine({ path: `/${i * 7919}`, id: `id${i * 104_729}` }));
    const whole = logFile(...lines);
    await place.cos.put(LOGS, KEY, whole.subarray(0, whole.length / 2));
    const outcome = await ingest();
    expect(outcome).toMatchObject({ status: 'ingested', file: { damage: 'truncated' } });
    expect((outcome as { denials: number }).denials).toBeGreaterThan(100);
    expect(await failures()).toMatchObject([{ code: 'damaged', status: 'partly' }]);
    expect(await ingest()).toEqual({ status: 'held' });
  });

  test('one that is not there: to be tried again', async () => {
    expect(await ingest()).toMatchObject({ status: 'failed', code: 'vanished', willRetry: true });
    expect(await failures()).toMatchObject([{ code: 'vanished', status: 'retrying', attempts: 1 }]);
  });

  test('a cut body counts nothing and is tried again; then the record goes', async () => {
    await place.cos.put(LOGS, KEY, logFile(...Array.from({ length: 500 }, (_, i) => logLine({ id: `${i}` }))));
    await place.faults([{ fault: 'cut', operation: 'cos:GetObject', bytes: 300, count: 1 }]);
    expect(await ingest()).toMatchObject({ status: 'failed', code: 'network', willRetry: true });
    expect(await place.keys('partials/')).toEqual([]);
    expect(await failures()).toMatchObject([{ code: 'network', status: 'retrying', source: { key: KEY } }]);
    expect(await ingest()).toMatchObject({ status: 'ingested', denials: 500 });
    expect(await place.keys('failed/')).toEqual([]);
  });

  test('a server that goes on refusing is given up after six tries, with longer and longer pauses', async () => {
    await place.cos.put(LOGS, KEY, logFile(logLine()));
    await place.faults([{ fault: 'error', operation: 'cos:GetObject', status: 503, code: 'SlowDown' }]);
    const pauses = [];
    for (let i = 0; i < 6; i++) {
      await ingest();
      const [failure] = await failures();
      pauses.push(failure.nextTryAt && (Date.parse(failure.nextTryAt) - place.nowMs) / 60_000);
    }
    expect(pauses).toEqual([5, 10, 20, 40, 80, null]);
    expect(await failures()).toMatchObject([{ status: 'given-up', attempts: 6, code: 'SlowDown' }]);
  });

  test('a permission that is missing is tried again: people mend it', async () => {
    await place.faults([{ fault: 'error', operation: 'cos:GetObject', status: 403, code: 'AccessDenied' }]);
    expect(await ingest()).toMatchObject({ code: 'AccessDenied', willRetry: true });
  });
});

describe('an event', () => {
  const handle = async (event: unknown, store = place.store) =>
    handleEvent(readCosEvent(event), { ...place.sweepDeps(), store });

  test('a poisoned record does not stop the others', async () => {
    await place.cos.put(LOGS, 'good-1', logFile(logLine()));
    await place.cos.put(LOGS, 'poison', 'x\n');
    await place.cos.put(LOGS, 'good-2', logFile(logLine(), logLine()));
    const objects = ['good-1', 'poison', 'missing', 'good-2'].map((key) => ({ bucket: LOGS, key }));
    const event = cosEventFor(objects, 'ap-guangzhou') as { Records: unknown[] };
    event.Records.push(null);
    expect(await handle(event)).toEqual({
      records: 5,
      ingested: 2,
      held: 0,
      skipped: 1,
      failed: 2,
      requests: 3,
      denials: 3,
    });
    expect(await place.keys('partials/')).toHaveLength(2);
    expect(await place.keys('failed/')).toHaveLength(2);
  });

  test('about our own state is not followed', async () => {
    const store = await openStore(`cos://${LOGS}/cos403`, { cwd: '/', cos: async () => place.cos });
    await store.put('partials/v1/x', 'x\n');
    const event = cosEventFor([{ bucket: LOGS, key: 'cos403/partials/v1/x' }], 'ap-guangzhou');
    expect(await handle(event, store)).toMatchObject({ skipped: 1, failed: 0 });
  });

  test('a state that fills a bucket owns its rooms and nothing else', async () => {
    const store = await openStore(`cos://${STATE}`, { cwd: '/', cos: async () => place.cos });
    await place.cos.put(STATE, 'access/1', logFile(logLine()));
    const event = cosEventFor(
      [
        { bucket: STATE, key: 'access/1' },
        { bucket: STATE, key: 'failed/x.json' },
      ],
      'ap-guangzhou',
    );
    expect(await handle(event, store)).toMatchObject({ ingested: 1, skipped: 1 });
  });

  test('throws when the state cannot be written: the platform shall try again', async () => {
    await place.cos.put(LOGS, KEY, logFile(logLine()));
    const store = await openStore(`cos://${STATE}/s`, { cwd: '/', cos: async () => place.cos });
    await place.faults([{ fault: 'error', operation: 'cos:PutObject', bucket: STATE, status: 503, code: 'SlowDown' }]);
    const event = cosEventFor([{ bucket: LOGS, key: KEY }], 'ap-guangzhou');
    await expect(handle(event, store)).rejects.toMatchObject({ code: 'SlowDown' });
  });

  test('works on a COS prefix as on a folder', async () => {
    await place.cos.put(LOGS, KEY, logFile(logLine()));
    const store = await openStore(`cos://${STATE}/s`, { cwd: '/', cos: async () => place.cos });
    const event = cosEventFor(
      [
        { bucket: LOGS, key: KEY },
        { bucket: LOGS, key: KEY },
      ],
      'ap-guangzhou',
    );
    expect(await handle(event, store)).toMatchObject({ ingested: 1, held: 1 });
    await handle(cosEventFor([{ bucket: LOGS, key: KEY }], 'ap-guangzhou'));
    const [key] = await place.keys('partials/');
    expect((await store.get(key!))?.body.equals((await place.store.get(key!))!.body)).toBe(true);
  });
});

test('a held index remembers what a lagging listing does not show', async () => {
  const held = new HeldFiles({ ...place.store, list: async function* () {} });
  const source = { bucket: LOGS, key: KEY, etag: '"e"', lastModifiedMs: 0 };
  expect(await held.has(source)).toBe(false);
  await held.add(source);
  expect(await held.has({ ...source, etag: 'e' })).toBe(true);
});
