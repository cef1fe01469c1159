import type { FactRequest, Snapshot } from '../facts/snapshot.js';
import type { FactSource } from '../facts/source.js';
import { withFields } from '../store/fields.js';
import { factsKey } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { readVersioned, writeVersioned } from '../store/versioned.js';

/** The settings of a bucket that are kept day by day, whatever was refused. */
const DAILY = [
  'bucket-acl',
  'bucket-policy',
  'bucket-cors',
  'bucket-referer',
  'bucket-strict-signature',
  'bucket-logging',
] as const satisfies readonly FactRequest['fact'][];

const FORMAT = {
  schema: 'cos403.snapshot/1',
  parse: withFields<Snapshot>({ takenAt: 'time', account: 'object', buckets: 'object', cam: 'object' }),
};

/** Reads the settings of the watched buckets, so that the days can be compared. Budget and time are the source's. */
export async function readDailyFacts(source: FactSource, buckets: readonly string[]): Promise<void> {
  await source.fetch(buckets.flatMap((bucket) => DAILY.map((fact) => ({ fact, bucket }))));
}

/** The snapshot kept for a day; null without one. */
export async function readFacts(store: Store, date: string): Promise<Snapshot | null> {
  const read = await readVersioned(store, factsKey(date), FORMAT);
  return read.status === 'ok' ? read.value : null;
}

/** Keeps the day's snapshot. The first one stays: a rewritten report does not move the settings of its day. */
export async function keepFacts(store: Store, date: string, snapshot: Snapshot): Promise<void> {
  if ((await store.get(factsKey(date))) === null) await writeVersioned(store, factsKey(date), snapshot);
}

/** Deletes snapshots of days before `oldest`. */
export async function forgetFacts(store: Store, oldest: string): Promise<void> {
  const old: string[] = [];
  for await (const { key } of store.list('facts/')) {
    const date = /^facts\/(\d{4}-\d\d-\d\d)\.json\.gz$/.exec(key)?.[1];
    if (date === undefined) continue;
    // Keys ascend by date.
    if (date >= oldest) break;
    old.push(key);
  }
  for (const key of old) await store.delete(key);
}
