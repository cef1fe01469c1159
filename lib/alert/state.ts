import type { Diagnosis } from '../diagnose/model.js';
import { withFields } from '../store/fields.js';
import type { Store } from '../store/store.js';
import { readVersioned, type VersionedFormat, writeVersioned } from '../store/versioned.js';
import type { ChannelHealth } from './channel-health.js';
import type { SystemCondition } from './conditions.js';
import type { Incident } from './incident.js';
import { damagedRefused, type Refused, readOrRefuse } from './refused.js';
import { emptyWindow, type WindowState } from './window.js';
import { withoutPrototype } from './window-counts.js';

/**
 * Everything an alert run remembers, in one object: window and incidents change together or not at all. A run that writes an older
 * state over a newer one only makes the next run read and judge again; message ids come from the data, so nothing is sent twice for it.
 */
export interface AlertState {
  readonly schema: 'cos403.alert-state/1';
  savedAt: string;
  window: WindowState;
  incidents: Incident[];
  /** For "never seen before": `requester\nkind` → ms of the last denial. */
  seen: Record<string, number>;
  readonly startedMs: number;
  lastSweepMs: number;
  lastForgetMs: number;
  /** Conditions found by checks that do not run every time, until the next check. */
  held: { readonly condition: SystemCondition; readonly untilMs: number }[];
  /** Runs in a row that ran out of time. */
  outOfTime: number;
  /** Clock times of runs whose predecessor had not finished. */
  crashesMs: number[];
}

export const STATE_KEY = 'incidents/state.json.gz';
const HEALTH_KEY = 'outbox/channels.json';
const FORMAT: VersionedFormat<AlertState> = { schema: 'cos403.alert-state/1', parse: parseState };

/** A damaged state is set aside (noted in `refused`) and everything is judged anew. Throws `newer-version` when a newer cos403 wrote it. */
export async function loadState(store: Store, nowMs: number, refused: Refused[] = []): Promise<AlertState> {
  const read = await readVersioned<AlertState>(store, STATE_KEY, FORMAT);
  if (read.status === 'ok') return read.value;
  if (read.status === 'corrupt') refused.push(damagedRefused(STATE_KEY, read));
  return emptyState(nowMs);
}

export async function saveState(store: Store, state: AlertState, nowMs: number): Promise<void> {
  const saved: AlertState = { ...state, savedAt: new Date(nowMs).toISOString() };
  await writeVersioned(store, STATE_KEY, saved);
}

/** Every incident that is open or was resolved within a week; empty when no alert ever ran. Read-only: nothing is set aside. */
export async function readIncidents(store: Store): Promise<readonly Incident[]> {
  const { decodeVersioned } = await import('../store/versioned.js');
  const object = await store.get(STATE_KEY);
  return object === null ? [] : (await decodeVersioned(object.body, FORMAT)).incidents;
}

/**
 * Diagnoses made while their incidents were open, for the report: what was true when it happened wins over what is found later.
 * `asOf`: when the settings were looked at.
 */
export async function incidentDiagnoses(
  store: Store,
): Promise<readonly { readonly diagnosis: Diagnosis; readonly asOf: string; readonly incident: Incident }[]> {
  return (await readIncidents(store)).flatMap((incident) =>
    incident.proven === null
      ? []
      : [{ diagnosis: incident.proven.main, asOf: new Date(incident.proven.atMs).toISOString(), incident }],
  );
}

function emptyState(nowMs: number): AlertState {
  return {
    schema: 'cos403.alert-state/1',
    savedAt: new Date(nowMs).toISOString(),
    window: emptyWindow(),
    incidents: [],
    seen: {},
    startedMs: nowMs,
    lastSweepMs: 0,
    lastForgetMs: nowMs,
    held: [],
    outOfTime: 0,
    crashesMs: [],
  };
}

const hasFields = withFields<AlertState>({
  incidents: 'list',
  'window.counts.groups': 'object',
  'window.counts.buckets': 'object',
  'window.counts.hours': 'object',
  'window.read': 'object',
  'window.details': 'object',
  seen: 'object',
  held: 'list',
  crashesMs: 'list',
});

function parseState(value: Record<string, unknown>): AlertState {
  const state = hasFields(value);
  const { window } = state;
  return { ...state, window: { ...window, counts: withoutPrototype(window.counts) } };
}

/** Kept apart from the state: written after sending. Losing it costs a rate window, no message. Without `refused` a newer one throws. */
export async function loadHealth(store: Store, refused?: Refused[]): Promise<Record<string, ChannelHealth>> {
  const kept = await readOrRefuse<{ schema: string; channels: Record<string, ChannelHealth> }>(
    store,
    HEALTH_KEY,
    { schema: 'cos403.channels/1', parse: withFields({ channels: 'object' }) },
    refused,
  );
  return kept === null ? {} : { ...kept.channels };
}

/** Not over one of a newer cos403: `refused` is what reading it said. */
export async function saveHealth(
  store: Store,
  channels: Record<string, ChannelHealth>,
  refused: readonly Refused[] = [],
): Promise<void> {
  if (refused.some(({ key, why }) => key === HEALTH_KEY && why === 'newer')) return;
  await writeVersioned(store, HEALTH_KEY, { schema: 'cos403.channels/1', channels } as { schema: string });
}
