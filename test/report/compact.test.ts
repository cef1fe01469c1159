import fc from 'fast-check';
import { HeldFiles } from '../../lib/ingest/held.js';
import { compact, DAY_AGE_MS, GRACE_MS, HOUR_AGE_MS } from '../../lib/report/compact.js';
import { readDay } from '../../lib/report/read-day.js';
import { dayBounds } from '../../lib/report/zone.js';
import type { Store } from '../../lib/store/store.js';
import { runs } from '../support/property.js';
import { lines, newState, type TestState } from './state.js';

let state: TestState;
beforeEach(async () => {
  state = await newState();
});
afterEach(() => state.close());

const signal = new AbortController().signal;
/** Stored objects carry the real time: "now" is far enough behind it for the grace to be over, or just before. */
const LATER = Date.now() + 400 * 86_400_000;
const at = (nowMs: number, store: Store = state.store) => ({
  store,
  nowMs: () => nowMs,
  deadlineMs: Number.POSITIVE_INFINITY,
  signal,
});

async function dayOf(store: Store = state.store) {
  const { view } = await readDay([{ name: '', store }], dayBounds('2026-11-23', 'UTC'), {
    nowMs: Date.parse('2026-12-20T00:00:00Z'),
    signal,
  });
  return view;
}

async function fill(): Promise<string[]> {
  const hashes = [];
  for (let hour = 0; hour < 24; hour += 6) {
    for (const part of [0, 1, 2]) {
      const time = `2026-11-23T${String(hour).padStart(2, '0')}:${part}5:00Z`;
      hashes.push(
        await state.ingest(`${hour}-${part}`, time, lines(time, 1 + part, `100000000001:10000000000${part}`)),
      );
    }
  }
  return hashes;
}

test('hours are rolled up first, days later, and no number of the report changes', async () => {
  const hashes = await fill();
  const before = await dayOf();
  const hourly = await compact(at(Date.parse('2026-11-24T00:00:00Z') + HOUR_AGE_MS));
  expect(hourly).toMatchObject({ hours: 4, days: 0, complete: true });
  expect(await dayOf()).toEqual(before);
  await compact(at(LATER));
  expect(await state.keys('rollups/v1/day/')).toEqual(['rollups/v1/day/2026/11/23.json.gz']);
  expect(await dayOf()).toEqual(before);
  await compact(at(LATER + GRACE_MS));
  expect(await state.keys()).toEqual(['rollups/v1/day/2026/11/23.json.gz']);
  expect(await dayOf()).toEqual(before);
  const held = new HeldFiles(state.store);
  for (const hour of [0, 6, 12, 18]) {
    for (const part of [0, 1, 2]) {
      const lastModifiedMs = Date.parse(`2026-11-23T${String(hour).padStart(2, '0')}:${part}5:00Z`);
      const key = `${hour}-${part}`;
      expect(await held.has({ bucket: 'logs-1250000000', key, etag: `"${key}"`, lastModifiedMs })).toBe(true);
    }
  }
  expect(new Set(hashes).size).toBe(12);
});

test('fresh hours stay as they are', async () => {
  await fill();
  const before = await state.keys();
  expect(await compact(at(Date.parse('2026-11-24T00:00:00Z')))).toMatchObject({ hours: 0, days: 0, deleted: 0 });
  expect(await state.keys()).toEqual(before);
});

test('nothing is removed by the run that rolled it up, nor before the grace is over', async () => {
  await fill();
  const partials = await state.keys('partials/');
  const now = Date.now();
  // The records look nine days old; the rollup is of this moment.
  const young = { ...at(now), nowMs: () => Math.max(now, Date.parse('2026-11-24T00:00:00Z') + DAY_AGE_MS) };
  const wait = young.nowMs() - now;
  await compact(young);
  expect(await state.keys('partials/')).toEqual(partials);
  if (wait < GRACE_MS) {
    await compact(young);
    expect(await state.keys('partials/')).toEqual(partials);
  }
});

test('a file that is ingested after its day was rolled up joins the rollup', async () => {
  await fill();
  await compact(at(LATER));
  await compact(at(LATER + GRACE_MS));
  await state.ingest('backfilled', '2026-11-23T09:30:00Z', lines('2026-11-23T09:00:00Z', 50));
  const before = await dayOf();
  expect(before.scan.totals.denials).toBe(4 * 6 + 50);
  await compact(at(LATER));
  expect(await dayOf()).toEqual(before);
  await compact(at(LATER + GRACE_MS));
  expect(await state.keys()).toEqual(['rollups/v1/day/2026/11/23.json.gz']);
  expect(await dayOf()).toEqual(before);
});

test('a crash or a concurrent reader at any write or delete sees the same sums', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (crashes, late) => {
        const other = await newState();
        try {
          for (let hour = 0; hour < 3; hour++) {
            for (const part of [0, 1]) {
              const time = `2026-11-23T0${hour}:${part}5:00Z`;
              await other.ingest(`${hour}-${part}`, time, lines(time, 1 + hour));
            }
          }
          const before = await dayOf(other.store);
          const times = [
            Date.parse('2026-11-24T00:00:00Z') + HOUR_AGE_MS,
            LATER,
            LATER + GRACE_MS,
            LATER + GRACE_MS,
            LATER + GRACE_MS,
          ];
          for (const [index, nowMs] of times.entries()) {
            const store = crashing(other.store, crashes[index] ?? Number.POSITIVE_INFINITY);
            await compact(at(nowMs, store)).catch((error: Error) => expect(error.message).toBe('crash'));
            expect(await dayOf(other.store)).toEqual(before);
          }
          if (late) {
            await other.ingest('0-0', '2026-11-23T00:05:00Z', lines('2026-11-23T00:05:00Z', 1));
            await compact(at(LATER + GRACE_MS, other.store));
          }
          expect((await dayOf(other.store)).scan.totals).toEqual(before.scan.totals);
        } finally {
          await other.close();
        }
      },
    ),
    runs(40),
  );
});

/** A store whose process dies at the n-th change. */
function crashing(store: Store, after: number): Store {
  let left = after;
  const change = <T>(work: () => Promise<T>): Promise<T> => {
    if (left-- <= 0) throw new Error('crash');
    return work();
  };
  return {
    ...store,
    put: async (...call) => change(() => store.put(...call)),
    delete: async (key) => change(() => store.delete(key)),
  };
}

test('two compactions at once and a reader between them lose and double nothing', async () => {
  await fill();
  const before = await dayOf();
  const first = compact(at(LATER));
  const second = compact(at(LATER));
  const reading = dayOf();
  await Promise.all([first, second]);
  expect(await reading).toEqual(before);
  await Promise.all([compact(at(LATER + GRACE_MS)), compact(at(LATER + GRACE_MS)), dayOf()]);
  expect(await dayOf()).toEqual(before);
});

test('a reader that listed a partial just before it was removed lists again', async () => {
  await fill();
  const before = await dayOf();
  await compact(at(LATER));
  let raced = false;
  const racing: Store = {
    ...state.store,
    async get(key) {
      if (!raced && key.startsWith('rollups/')) {
        raced = true;
        await compact(at(LATER + GRACE_MS));
      }
      return state.store.get(key);
    },
  };
  expect(await dayOf(racing)).toEqual(before);
});

test('a damaged partial stays where it is and is told; a damaged rollup is not written over', async () => {
  await fill();
  const key = `partials/v1/2026/11/23/00/${'0'.repeat(32)}.json.gz`;
  await state.store.put(key, 'damage');
  expect((await compact(at(LATER))).damaged.map((file) => file.key)).toEqual([key]);
  await compact(at(LATER + GRACE_MS));
  expect(await state.keys('partials/')).toEqual([key]);
  await state.store.put('rollups/v1/day/2026/11/23.json.gz', 'damage');
  await compact(at(LATER + GRACE_MS));
  expect((await state.store.get('rollups/v1/day/2026/11/23.json.gz'))!.body.toString()).toBe('damage');
});

test('ninety days are read from ninety objects', async () => {
  for (let day = 1; day <= 3; day++) {
    for (const hour of ['03', '15'])
      await state.ingest(
        `${day}-${hour}`,
        `2026-11-0${day}T${hour}:05:00Z`,
        lines(`2026-11-0${day}T${hour}:00:00Z`, 2),
      );
  }
  await compact(at(LATER));
  await compact(at(LATER + GRACE_MS));
  expect(await state.keys()).toHaveLength(3);
});

test('out of time, the next run goes on', async () => {
  await fill();
  expect(await compact({ ...at(LATER), deadlineMs: 0 })).toMatchObject({ complete: false, hours: 0, days: 0 });
});
