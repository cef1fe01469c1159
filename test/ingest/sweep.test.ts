import { backfill, missingObjects } from '../../lib/ingest/backfill.js';
import { ingestObject } from '../../lib/ingest/ingest.js';
import { sweep } from '../../lib/ingest/sweep.js';
import { logFile, logLine } from './logs.js';
import { LOGS, newPlace, type Place } from './setup.js';

let place: Place;
beforeEach(async () => {
  place = await newPlace();
});
afterEach(() => place.close());

const PLACES = [{ bucket: LOGS, prefix: 'access/' }];
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10).replaceAll('-', '/');
const put = (name: string, ms = Date.now()) =>
  place.cos.put(LOGS, `access/${day(ms)}/${name}`, logFile(logLine({ id: name })));

describe('the sweep', () => {
  test('ingests what has no partial, once', async () => {
    await put('a');
    await put('b');
    await ingestObject({ bucket: LOGS, key: `access/${day(Date.now())}/a` }, place.cos, place.ingestDeps());
    expect(await sweep(PLACES, place.sweepDeps())).toEqual({
      listed: 2,
      ingested: 1,
      held: 1,
      failed: 0,
      skipped: 0,
      givenUp: [],
      complete: true,
    });
    expect(await sweep(PLACES, place.sweepDeps())).toMatchObject({ ingested: 0, held: 2 });
    expect(await place.keys('partials/')).toHaveLength(2);
  });

  test('finds later what a lagging listing did not show, for a day', async () => {
    await put('late');
    await place.faults([{ fault: 'lag', operation: 'cos:GetBucket', seconds: 3600 }]);
    expect(await sweep(PLACES, place.sweepDeps())).toMatchObject({ listed: 0, complete: true });
    await place.faults([]);
    place.nowMs += 23 * 3_600_000;
    expect(await sweep(PLACES, place.sweepDeps())).toMatchObject({ ingested: 1 });
  });

  test('does not list what it has seen days ago', async () => {
    await put('old');
    place.nowMs += 3 * 86_400_000;
    expect(await sweep(PLACES, place.sweepDeps())).toMatchObject({ listed: 0, ingested: 0 });
  });

  test('goes on where it stopped for want of time', async () => {
    await put('a');
    await put('b');
    expect(await sweep(PLACES, place.sweepDeps({ deadlineMs: 0 }))).toMatchObject({ ingested: 0, complete: false });
    expect(await place.keys('cursors/')).toEqual([]);
    expect(await sweep(PLACES, place.sweepDeps())).toMatchObject({ ingested: 2, complete: true });
    expect(await place.keys('cursors/')).toHaveLength(1);
  });

  test('tries failures again when they are due, and tells those that nobody will', async () => {
    await put('a');
    await place.cos.put(LOGS, `access/${day(Date.now())}/poison`, 'x\n');
    await place.faults([{ fault: 'error', operation: 'cos:GetObject', status: 503, code: 'SlowDown' }]);
    expect(await sweep(PLACES, place.sweepDeps())).toMatchObject({ failed: 2, givenUp: [] });
    await place.faults([]);
    expect(await sweep(PLACES, place.sweepDeps())).toMatchObject({ ingested: 0, failed: 0 });
    place.nowMs += 5 * 60_000;
    expect(await sweep(PLACES, place.sweepDeps())).toMatchObject({
      ingested: 1,
      failed: 1,
      givenUp: [
        { key: `cos://${LOGS}/access/${day(Date.now())}/poison`, reason: expect.stringContaining('access log line') },
      ],
    });
    expect(await sweep(PLACES, place.sweepDeps())).toMatchObject({ ingested: 0, failed: 0, givenUp: [{}] });
    place.nowMs += 2 * 86_400_000;
    await sweep(PLACES, place.sweepDeps());
    place.nowMs += 31 * 86_400_000;
    expect(await sweep(PLACES, place.sweepDeps())).toMatchObject({ givenUp: [] });
    expect(await place.keys('failed/')).toEqual([]);
  });

  test('a cursor from a wrong clock does not skip anything', async () => {
    place.nowMs += 30 * 86_400_000;
    await sweep(PLACES, place.sweepDeps());
    place.nowMs = Date.now();
    await put('a');
    expect(await sweep(PLACES, place.sweepDeps())).toMatchObject({ ingested: 1 });
  });

  test('a damaged cursor is set aside', async () => {
    await sweep(PLACES, place.sweepDeps());
    const [cursor] = await place.keys('cursors/');
    await place.store.put(cursor!, 'garbage');
    await put('a');
    expect(await sweep(PLACES, place.sweepDeps())).toMatchObject({ ingested: 1 });
    expect(await place.keys('corrupt/')).toHaveLength(1);
  });

  test('a prefix without a slash, and keys without a date, are found', async () => {
    await place.cos.put(LOGS, `logs${day(Date.now())}/a`, logFile(logLine()));
    await place.cos.put(LOGS, 'logs-of-another-form', logFile(logLine()));
    expect(await sweep([{ bucket: LOGS, prefix: 'logs' }], place.sweepDeps())).toMatchObject({ ingested: 2 });
  });
});

describe('a backfill', () => {
  const at = (date: string) => Date.parse(`${date}T00:00:00Z`);
  const period = { fromMs: at('2026-03-02'), toMs: at('2026-03-04') };

  test('ingests the days of its period and no others, once', async () => {
    for (const date of ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05']) await put('f', at(date));
    const missing = [];
    for await (const { key } of missingObjects(PLACES, period, place.sweepDeps())) missing.push(key);
    expect(missing).toEqual(['access/2026/03/02/f', 'access/2026/03/03/f']);
    const seen: string[] = [];
    expect(await backfill(PLACES, period, place.sweepDeps(), ({ object }) => seen.push(object.key))).toEqual({
      ingested: 2,
      held: 0,
      failed: 0,
      skipped: 0,
    });
    expect(seen.sort()).toEqual(missing);
    expect(await backfill(PLACES, period, place.sweepDeps())).toMatchObject({ ingested: 0 });
  });

  test('goes by the time of writing where keys have no date', async () => {
    await place.cos.put(LOGS, 'access/undated', logFile(logLine()));
    const now = { fromMs: Date.now() - 3_600_000, toMs: Date.now() + 3_600_000 };
    expect(await backfill(PLACES, now, place.sweepDeps())).toMatchObject({ ingested: 1 });
  });
});
