import type { Activity } from './activity.js';
import { noteChange, noteDiagnosis } from './changes.js';
import { fingerprint } from './fingerprint.js';
import {
  causeOf,
  type Diagnosed,
  type Finding,
  type Incident,
  isAllowedNow,
  provenBy,
  type ResolvedBy,
} from './incident.js';
import { isOver, quietTime } from './resolve.js';
import { compareSeverity, type GroupRef, groupKey, HOUR_MS } from './rules-types.js';

export interface AdvanceInput {
  readonly nowMs: number;
  readonly findings: readonly Finding[];
  /** By `groupKey`: denials (healed and scanners left out) that arrived in this run. */
  readonly activity: ReadonlyMap<string, Activity>;
  /** End of what the log has told of a bucket, ms of event time; 0 when nothing. */
  watermarkMs(bucket: string): number;
  /** Buckets of which a log file was read in this run. */
  readonly heardOf: ReadonlySet<string>;
  /** Diagnoses made again for open incidents, by fingerprint. */
  readonly rediagnosed: ReadonlyMap<string, Diagnosed>;
}

/** Resolved incidents are remembered so long: what comes back within is "again". */
const REMEMBER_RESOLVED_MS = 7 * 24 * HOUR_MS;
/** An incident names at most so many groups. */
const MAX_GROUPS = 200;

/**
 * Moves every incident on by one run: opens, feeds, reopens, resolves. Changes `incidents` (by fingerprint) in place and tells nobody:
 * what is said is decided in `speak`, when silences and inhibition are known. Returns what was resolved in this run, and why.
 */
export function advance(incidents: Map<string, Incident>, input: AdvanceInput): Map<string, ResolvedBy> {
  for (const incident of incidents.values()) {
    // The clock went back: what looks like the future was just now.
    incident.lastActiveMs = Math.min(incident.lastActiveMs, input.nowMs);
  }
  const fresh = new Set<string>();
  const broken = new Set<string>();
  for (const finding of input.findings) {
    const { incident, isNew } = applyFinding(incidents, finding, input);
    (isNew ? fresh : broken).add(incident.fingerprint);
  }
  const elsewhere = new Set(input.findings.flatMap((finding) => finding.groups.map(groupKey)));
  const resolved = new Map<string, ResolvedBy>();
  for (const incident of incidents.values()) {
    if (incident.state === 'open') {
      const again = input.rediagnosed.get(incident.fingerprint);
      if (again !== undefined) noteDiagnosis(incident, again);
      if (!fresh.has(incident.fingerprint)) feed(incident, input, broken.has(incident.fingerprint), elsewhere);
      const why = fresh.has(incident.fingerprint) || broken.has(incident.fingerprint) ? null : isOver(incident, input);
      if (why !== null) {
        incident.state = 'resolved';
        incident.resolvedAtMs = input.nowMs;
        resolved.set(incident.fingerprint, why);
      }
    } else if (input.nowMs - (incident.resolvedAtMs ?? 0) > REMEMBER_RESOLVED_MS) {
      incidents.delete(incident.fingerprint);
    }
  }
  return resolved;
}

function applyFinding(
  incidents: Map<string, Incident>,
  finding: Finding,
  input: AdvanceInput,
): { readonly incident: Incident; readonly isNew: boolean } {
  const id = fingerprint(finding.key);
  const known = incidents.get(id) ?? incidents.get(aliasOf(incidents, finding) ?? '');
  if (known?.state === 'open') {
    update(known, finding);
    return { incident: known, isNew: false };
  }
  if (known !== undefined && isLateNews(known, finding, input.nowMs)) {
    // A late file about a time that is over: the sums are right, nobody is woken.
    known.count += finding.groups.reduce((sum, group) => sum + activityOf(group, input), 0);
    known.lastSeenMs = Math.max(known.lastSeenMs, finding.lastSeenMs);
    return { incident: known, isNew: true };
  }
  const incident = opened(known?.fingerprint ?? id, finding, input.nowMs);
  if (known !== undefined) {
    incident.episode = known.episode + 1;
    incident.reopenedMs = [...known.reopenedMs.filter((ms) => input.nowMs - ms < 24 * HOUR_MS), input.nowMs].slice(-10);
  }
  incidents.set(incident.fingerprint, incident);
  return { incident, isNew: true };
}

/** Does the finding only complete an episode that is over: before its resolution, and quiet for long enough now? */
function isLateNews(known: Incident, finding: Finding, nowMs: number): boolean {
  if (known.key.by === 'system') return false;
  return finding.lastSeenMs <= (known.resolvedAtMs ?? 0) && nowMs - finding.lastSeenMs >= quietTime(known);
}

/**
 * The open incident that this finding continues under another name: one that opened before there was a diagnosis, whose diagnosis left
 * this cause open, or whose cause has been removed since (`allowed-now`).
 */
function aliasOf(incidents: Map<string, Incident>, finding: Finding): string | null {
  if (finding.key.by === 'system') return null;
  const keys = new Set(finding.groups.map(groupKey));
  const cause = causeOf(finding.diagnosis);
  for (const incident of incidents.values()) {
    if (incident.state !== 'open' || incident.key.by === 'system') continue;
    const known = causeOf(incident.diagnosis);
    const continues =
      known === null || cause === null || known === cause || isAllowedNow(cause) || leftOpen(incident.diagnosis, cause);
    if (continues && incident.groups.some((group) => keys.has(groupKey(group)))) return incident.fingerprint;
  }
  return null;
}

/** Did the diagnosis name this cause among those it could not rule out? */
function leftOpen(diagnosis: Diagnosed, cause: string): boolean {
  if (diagnosis.status !== 'ok' || diagnosis.main.cause.confidence === 'certain') return false;
  return diagnosis.main.alternatives.some(({ id }) => id === cause);
}

function update(incident: Incident, finding: Finding): void {
  incident.rules = [...new Set([...incident.rules, ...finding.rules])].sort();
  incident.channels =
    incident.channels === null || finding.channels === null
      ? null
      : [...new Set([...incident.channels, ...finding.channels])].sort();
  incident.shadow = incident.shadow && finding.shadow;
  incident.breaches = finding.breaches;
  incident.evidence = finding.evidence ?? incident.evidence;
  incident.system = finding.system ?? incident.system;
  incident.lastSeenMs = Math.max(incident.lastSeenMs, finding.lastSeenMs, finding.lastDenialMs);
  const have = new Set(incident.groups.map(groupKey));
  const added = finding.groups.filter((group) => !have.has(groupKey(group)));
  if (added.length > 0) {
    incident.groups = [...incident.groups, ...added].slice(0, MAX_GROUPS);
    noteChange(incident, { what: 'groups', added: added.length });
  }
  if (compareSeverity(finding.severity, incident.severity) > 0) {
    noteChange(incident, { what: 'severity', from: incident.severity, to: finding.severity });
    incident.severity = finding.severity;
  }
  noteDiagnosis(incident, finding.diagnosis);
}

function opened(id: string, finding: Finding, nowMs: number): Incident {
  return {
    fingerprint: id,
    key: finding.key,
    state: 'open',
    groups: finding.groups.slice(0, MAX_GROUPS),
    rules: [...finding.rules],
    severity: finding.severity,
    shadow: finding.shadow,
    channels: finding.channels,
    repeatMs: finding.repeatMs,
    resolveAfterMs: finding.resolveAfterMs,
    episode: 1,
    episodeStartMs: finding.firstSeenMs,
    openedAtMs: nowMs,
    lastSeenMs: Math.max(finding.lastSeenMs, finding.lastDenialMs),
    lastActiveMs: nowMs,
    resolvedAtMs: null,
    count: Math.round(finding.count),
    share: finding.share,
    countAtLastMessage: 0,
    reopenedMs: [],
    diagnosis: finding.diagnosis,
    proven: provenBy(finding.diagnosis),
    evidence: finding.evidence,
    system: finding.system,
    breaches: finding.breaches,
    messages: 0,
    lastMessageMs: null,
    pending: [],
    muted: null,
  };
}

/** Denials below the threshold keep an incident open: it is over when they stop, not when they get fewer. */
function feed(incident: Incident, input: AdvanceInput, broken: boolean, elsewhere: ReadonlySet<string>): void {
  for (const group of incident.groups) {
    // Anonymous denials never stop on a public endpoint: there only a broken rule counts.
    const endless = group.requester === 'anonymous' || group.requester === '*';
    // The group broke a rule again, but for another cause: that is another incident's.
    const moved = elsewhere.has(groupKey(group));
    if (!broken && (endless || moved)) continue;
    const added = activityOf(group, input) * incident.share;
    if (added <= 0) continue;
    incident.count = Math.round(incident.count + added);
    incident.lastSeenMs = Math.max(incident.lastSeenMs, input.activity.get(groupKey(group))?.lastSeenMs ?? 0);
    incident.lastActiveMs = input.nowMs;
  }
  if (broken) incident.lastActiveMs = input.nowMs;
}

/** New denials of a group; `*` stands for every requester of the bucket and kind. */
function activityOf(group: GroupRef, input: AdvanceInput): number {
  if (group.requester !== '*') return input.activity.get(groupKey(group))?.count ?? 0;
  let sum = 0;
  for (const activity of input.activity.values()) {
    if (activity.bucket === group.bucket && activity.kind === group.kind) sum += activity.count;
  }
  return sum;
}
