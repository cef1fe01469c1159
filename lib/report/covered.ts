import { createHash } from 'node:crypto';
import { withFields } from '../store/fields.js';
import type { Store } from '../store/store.js';
import { readVersioned, writeVersioned } from '../store/versioned.js';
import { reportKey } from './keys.js';

/**
 * What a written report has looked into: `cos403.report-covered/1`. Written last, so that it stands for a whole report; the next run
 * compares it with the state to see whether late logs arrived.
 */
export interface Covered {
  readonly schema: 'cos403.report-covered/1';
  readonly date: string;
  readonly timeZone: string;
  readonly revision: number;
  readonly denials: number;
  /** Ids of state objects with and without records of the day. */
  readonly inside: readonly string[];
  readonly outside: readonly string[];
}

const FORMAT = {
  schema: 'cos403.report-covered/1',
  parse: withFields<Covered>({
    timeZone: 'string',
    revision: 'number',
    denials: 'number',
    inside: 'list',
    outside: 'list',
  }),
};

/** `null`: there is no whole report of that day in that zone. */
export async function readCovered(store: Store, date: string, timeZone: string): Promise<Covered | null> {
  const read = await readVersioned(store, reportKey(date, 'covered.json.gz'), FORMAT);
  return read.status === 'ok' && read.value.timeZone === timeZone ? read.value : null;
}

export async function writeCovered(store: Store, covered: Covered): Promise<void> {
  await writeVersioned(store, reportKey(covered.date, 'covered.json.gz'), covered);
}

/** Identifies a set of state objects. */
export function fingerprintOf(inside: readonly string[]): string {
  return createHash('sha256')
    .update([...inside].sort().join('\n'))
    .digest('hex')
    .slice(0, 32);
}
