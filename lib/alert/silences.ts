import { createHash } from 'node:crypto';
import type { Store } from '../store/store.js';
import { writeVersioned } from '../store/versioned.js';
import { causeOf, type Incident } from './incident.js';
import { type Refused, readOrRefuse } from './refused.js';
import { cidrContains } from './rules-cidr.js';
import { globMatches, identityMatches } from './rules-filter.js';
import type { RuleFilter } from './rules-types.js';

/** Mutes what matches until a time. One object each: two people can add at once. */
export interface SilenceRecord {
  readonly schema: 'cos403.silence/1';
  readonly id: string;
  readonly where: RuleFilter & {
    /** Beside the fields of a rule's filter: one incident. */
    readonly incidents?: readonly string[] | undefined;
  };
  readonly from?: string | undefined;
  readonly until: string;
  readonly reason?: string | undefined;
}

const PREFIX = 'incidents/silences/';
const FORMAT = { schema: 'cos403.silence/1', parse: parseSilence };

/** Does the silence cover the incident now? Expired ones never do. */
export function silences(silence: SilenceRecord, incident: Incident, nowMs: number): boolean {
  const { where } = silence;
  if (Object.values(where).every((value) => value === undefined)) return false;
  if (nowMs >= Date.parse(silence.until) || (silence.from !== undefined && nowMs < Date.parse(silence.from)))
    return false;
  if (where.incidents !== undefined && !where.incidents.includes(incident.fingerprint)) return false;
  // A dead channel or missing logs are muted only by name.
  if (incident.key.by === 'system') return where.incidents !== undefined;
  const cause = causeOf(incident.diagnosis);
  if (where.causes !== undefined && (cause === null || !where.causes.includes(cause))) return false;
  if (!incident.groups.every((group) => identityMatches(where, group))) return false;
  // By address or path only when everything that is known of the incident is covered.
  const { addresses, paths } = incident.evidence ?? {};
  const { addresses: cidrs, paths: globs } = where;
  const covered = (known: readonly string[] | undefined, test: (text: string) => boolean) =>
    known !== undefined && known.length > 0 && known.every(test);
  if (cidrs !== undefined && !covered(addresses?.top, (ip) => cidrs.some((cidr) => cidrContains(cidr, ip))))
    return false;
  return globs === undefined || covered(paths?.top, (path) => globs.some((glob) => globMatches(glob, path)));
}

/** Every silence of the state, by id; what cannot be read mutes nothing (fail open) and is noted in `refused`; without it a newer one throws. */
export async function listSilences(store: Store, refused?: Refused[]): Promise<SilenceRecord[]> {
  const found: SilenceRecord[] = [];
  for await (const { key } of store.list(PREFIX)) {
    const silence = await readOrRefuse<SilenceRecord>(store, key, FORMAT, refused);
    if (silence !== null) found.push(silence);
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

export async function addSilence(store: Store, silence: Omit<SilenceRecord, 'schema' | 'id'>): Promise<SilenceRecord> {
  // The same silence added twice is one.
  const id = createHash('sha256').update(JSON.stringify(silence)).digest('hex').slice(0, 8);
  const record: SilenceRecord = { schema: 'cos403.silence/1', id, ...silence };
  await writeVersioned(store, `${PREFIX}${id}.json`, record);
  return record;
}

/** `false` when there was none of that id. */
export async function removeSilence(store: Store, id: string): Promise<boolean> {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) return false;
  const key = `${PREFIX}${id}.json`;
  const known = (await store.get(key)) !== null;
  if (known) await store.delete(key);
  return known;
}

function parseSilence(value: Record<string, unknown>): SilenceRecord {
  const { id, until, where } = value;
  if (typeof id !== 'string' || typeof until !== 'string' || Number.isNaN(Date.parse(until))) {
    throw new Error('a silence needs an id and a time until which it holds');
  }
  if (typeof where !== 'object' || where === null) throw new Error('a silence needs to say what it is about');
  return value as unknown as SilenceRecord;
}
