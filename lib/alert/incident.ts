import type { Sample } from '../aggregate/model.js';
import type { Diagnosis } from '../diagnose/model.js';
import type { Text } from '../lang.js';
import type { IncidentKey } from './fingerprint.js';
import type { Breach, GroupRef, Severity } from './rules-types.js';

/** What a run found out about one incident: rules broken by groups that share a cause. */
export interface Finding {
  readonly key: IncidentKey;
  readonly groups: readonly GroupRef[];
  readonly breaches: readonly Breach[];
  readonly rules: readonly string[];
  readonly severity: Severity;
  readonly shadow: boolean;
  /** Channel names; null: every channel. */
  readonly channels: readonly string[] | null;
  readonly repeatMs: number;
  readonly resolveAfterMs: number;
  /** Denials since it began. */
  readonly count: number;
  readonly firstSeenMs: number;
  /** Last denial in the broken windows: what decides whether this is old news. */
  readonly lastSeenMs: number;
  /** Last denial of the groups at all. */
  readonly lastDenialMs: number;
  /** Part of the groups' denials that this is about (a group can have several causes), 0..1. */
  readonly share: number;
  readonly diagnosis: Diagnosed;
  readonly evidence: Evidence | null;
  /** For `system`: what is wrong and what to do. */
  readonly system: SystemText | null;
}

export interface SystemText {
  readonly title: Text;
  readonly action: Text;
  readonly lines: readonly Text[];
}

/** `none`: could not be made, and why. `unfinished`: facts were missing that the next run may well read. */
export type Diagnosed =
  | { readonly status: 'ok'; readonly main: Diagnosis; readonly atMs: number; readonly unfinished?: true }
  | { readonly status: 'none'; readonly reason: DiagnosisFailure };
export type DiagnosisFailure = 'off' | 'budget' | 'deadline' | 'error' | 'no-detail';

/** What the log shows, bounded: enough for the message, kept so that repeats can say what changed. */
export interface Evidence {
  readonly requesters: readonly string[];
  readonly addresses: { readonly distinct: number; readonly top: readonly string[] };
  readonly actions: readonly { readonly value: string; readonly count: number }[];
  readonly paths: { readonly distinct: number; readonly top: readonly string[] };
  readonly userAgents: readonly string[];
  readonly referers: readonly string[];
  /** As logged: masked when a message is written. */
  readonly accessKeys: readonly string[];
  readonly codes: readonly string[];
  readonly samples: readonly Sample[];
  readonly succeeded: number;
}

/** One incident as it is kept in the state: `incidents/state.json.gz`. */
export interface Incident {
  readonly fingerprint: string;
  readonly key: IncidentKey;
  state: 'open' | 'resolved';
  groups: GroupRef[];
  rules: string[];
  severity: Severity;
  shadow: boolean;
  channels: readonly string[] | null;
  repeatMs: number;
  resolveAfterMs: number;
  /** Counts openings from 1; with the start it makes the ids of its messages unlike those of every other episode. */
  episode: number;
  /** Event time of the first denial of this episode, ms. */
  episodeStartMs: number;
  /** Clock of the run that opened this episode. */
  openedAtMs: number;
  /** Event time of the last denial. */
  lastSeenMs: number;
  /** Clock of the run that last brought denials. */
  lastActiveMs: number;
  resolvedAtMs: number | null;
  /** Denials of this episode. */
  count: number;
  /** Part of its groups' denials that counts here, 0..1. */
  share: number;
  /** Denials when the last message went out: what a repeat compares with. */
  countAtLastMessage: number;
  /** How often it came back (reopened) and when, for damping. */
  reopenedMs: number[];
  diagnosis: Diagnosed;
  /** The last diagnosis that named a cause which still held: what was wrong, also after it is repaired. */
  proven: { readonly main: Diagnosis; readonly atMs: number } | null;
  evidence: Evidence | null;
  system: SystemText | null;
  breaches: readonly Breach[];
  /** Messages of this episode so far; 0: nobody was told yet. */
  messages: number;
  lastMessageMs: number | null;
  /** What a follow-up has to say; told with the next message. */
  pending: Change[];
  /** Why nobody is told right now; null: they are. */
  muted: Mute | null;
}

export type Mute =
  | { readonly by: 'silence'; readonly id: string; readonly untilMs: number }
  | { readonly by: 'inhibition'; readonly fingerprint: string }
  | { readonly by: 'shadow' };

/** Something a reader of the last message does not know yet. */
export type Change =
  /** `cause-gone`: today's settings allow it: repaired, or on the way. */
  | { readonly what: 'cause' | 'cause-gone'; readonly from: string | null; readonly to: string }
  | { readonly what: 'confidence'; readonly from: string; readonly to: string }
  | { readonly what: 'severity'; readonly from: Severity; readonly to: Severity }
  | { readonly what: 'groups'; readonly added: number };

/** Why it is over: denials stopped while traffic went on, nothing at all was logged any more, or the condition is gone. */
export type ResolvedBy = 'quiet' | 'no-traffic' | 'condition-gone';

/** What the outside is told of an incident in this run. */
export interface IncidentEvent {
  readonly type: 'opened' | 'reopened' | 'changed' | 'repeated' | 'resolved';
  readonly incident: Incident;
  readonly changes: readonly Change[];
  readonly newDenials: number;
  readonly resolvedBy?: ResolvedBy;
  /** Position of the message in the episode, from 1. */
  readonly sequence: number;
}

/** Causes that say "it would be allowed today". */
const NOW = new Set([
  'allowed-now',
  'cors-allowed-now',
  'referer-allowed-now',
  'key-active-now',
  'object-available-now',
]);

export function isAllowedNow(cause: string): boolean {
  return NOW.has(cause);
}

/** What `Incident.proven` keeps of a diagnosis. */
export function provenBy(diagnosis: Diagnosed): Incident['proven'] {
  if (diagnosis.status !== 'ok' || isAllowedNow(diagnosis.main.cause.id)) return null;
  return { main: diagnosis.main, atMs: diagnosis.atMs };
}

/** One diagnosis of an answer, as incidents keep it. What is certain needs no more facts. */
export function diagnosedBy(answer: { readonly unfinished?: boolean }, main: Diagnosis, atMs: number): Diagnosed {
  const unfinished = answer.unfinished === true && main.cause.confidence !== 'certain';
  return { status: 'ok', main, atMs, ...(unfinished ? { unfinished } : {}) };
}

export function causeOf(diagnosis: Diagnosed): string | null {
  return diagnosis.status === 'ok' ? diagnosis.main.cause.id : null;
}
