import type { Group, WindowView } from '../aggregate/model.js';
import type { Diagnosis } from '../diagnose/model.js';
import { evidenceOf } from './evidence.js';
import { fingerprint, type IncidentKey } from './fingerprint.js';
import { type Diagnosed, type Finding, type Incident, isAllowedNow } from './incident.js';
import type { Diagnoser, GroupDiagnosis } from './ports.js';
import { ruleLooksAtRequests, ruleWantsCause } from './rules-filter.js';
import {
  type AlertRule,
  type Breach,
  compareSeverity,
  type GroupRef,
  groupKey,
  SLOT_MS,
  worse,
} from './rules-types.js';
import type { Counts } from './window-counts.js';

export interface FindingsInput {
  readonly breaches: readonly Breach[];
  readonly rules: readonly AlertRule[];
  readonly counts: Counts;
  readonly view: WindowView | null;
  readonly incidents: ReadonlyMap<string, Incident>;
  readonly diagnose: Diagnoser | null;
  readonly nowMs: number;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** A diagnosis of an open incident is good for so long; then the next breach has it made again. */
const DIAGNOSIS_FRESH_MS = 30 * 60_000;
/** So many groups of one bucket and kind in one run are no longer told one by one. */
const COLLAPSE_FROM = 10;
/** Groups that one run diagnoses. */
const MAX_DIAGNOSED = 50;

interface Candidate {
  readonly ref: GroupRef;
  readonly breaches: Breach[];
  /** The groups behind it, biggest first: several for `*`. */
  readonly groups: readonly Group[];
  readonly members: number;
}

/** From broken rules to findings: groups of one cause become one finding; what no rule wants (a cause it excludes) is dropped. */
export async function findingsOf(input: FindingsInput): Promise<Finding[]> {
  const candidates = collapse(candidatesOf(input), input);
  const asked = candidates.filter((candidate) => reusable(candidate, input).length === 0).slice(0, MAX_DIAGNOSED);
  const answers = await diagnoseAll(asked, input);
  const findings = new Map<string, Finding>();
  for (const candidate of candidates) {
    for (const finding of findingsFor(candidate, answers.get(candidate) ?? null, input)) {
      const id = fingerprint(finding.key);
      const known = findings.get(id);
      findings.set(id, known === undefined ? finding : joined(known, finding));
    }
  }
  return [...findings.values()].sort(
    (a, b) =>
      compareSeverity(b.severity, a.severity) ||
      b.count - a.count ||
      (fingerprint(a.key) < fingerprint(b.key) ? -1 : 1),
  );
}

function candidatesOf({ breaches, view }: FindingsInput): Candidate[] {
  const groups = new Map(view?.scan.groups.map((group) => [groupKey(group), group]));
  const byGroup = new Map<string, Candidate>();
  for (const breach of breaches) {
    const ref = { bucket: breach.bucket, kind: breach.kind, requester: breach.requester };
    const known = byGroup.get(groupKey(ref));
    if (known !== undefined) {
      known.breaches.push(breach);
      continue;
    }
    const group = groups.get(groupKey(ref));
    const members =
      ref.requester === '*'
        ? [...groups.values()].filter((other) => other.bucket === ref.bucket && other.kind === ref.kind)
        : group === undefined
          ? []
          : [group];
    byGroup.set(groupKey(ref), { ref, breaches: [breach], groups: members, members: Math.max(1, members.length) });
  }
  return [...byGroup.values()];
}

/** Many new groups of one bucket and kind (invented keys, a broken policy) are one candidate with requester `*`. */
function collapse(candidates: readonly Candidate[], { incidents }: FindingsInput): Candidate[] {
  const open = new Set(
    [...incidents.values()]
      .filter((incident) => incident.state === 'open')
      .flatMap(({ groups }) => groups.map(groupKey)),
  );
  const byKind = new Map<string, Candidate[]>();
  const result: Candidate[] = [];
  for (const candidate of candidates) {
    const star = groupKey({ ...candidate.ref, requester: '*' });
    if (candidate.ref.requester === '*' || (open.has(groupKey(candidate.ref)) && !open.has(star)))
      result.push(candidate);
    else byKind.set(star, [...(byKind.get(star) ?? []), candidate]);
  }
  for (const [star, group] of byKind) {
    const [first] = group;
    if (first === undefined || (group.length < COLLAPSE_FROM && !open.has(star))) {
      result.push(...group);
      continue;
    }
    const groups = group.flatMap((candidate) => candidate.groups).sort((a, b) => b.count - a.count);
    const rules = new Map<string, Breach>();
    for (const breach of group.flatMap((candidate) => candidate.breaches)) {
      const known = rules.get(breach.rule);
      rules.set(breach.rule, { ...breach, requester: '*', count: breach.count + (known?.count ?? 0) });
    }
    result.push({
      ref: { ...first.ref, requester: '*' },
      breaches: [...rules.values()],
      groups,
      members: group.length,
    });
  }
  return result;
}

/** Open incidents that cover the candidate with a diagnosis that is still good. */
function reusable(candidate: Candidate, { incidents, nowMs }: FindingsInput): Incident[] {
  const key = groupKey(candidate.ref);
  return [...incidents.values()].filter(
    (incident) =>
      incident.state === 'open' &&
      incident.diagnosis.status === 'ok' &&
      Math.abs(nowMs - incident.diagnosis.atMs) < DIAGNOSIS_FRESH_MS &&
      incident.groups.some((group) => groupKey(group) === key),
  );
}

async function diagnoseAll(
  candidates: readonly Candidate[],
  { diagnose, view, nowMs, deadlineMs, signal }: FindingsInput,
): Promise<Map<Candidate, GroupDiagnosis>> {
  const answers = new Map<Candidate, GroupDiagnosis>();
  const none = (reason: Extract<GroupDiagnosis, { status: 'none' }>['reason']) => ({ status: 'none' as const, reason });
  const askable = candidates.filter((candidate) => candidate.groups.length > 0);
  for (const candidate of candidates) answers.set(candidate, none(diagnose === null ? 'off' : 'no-detail'));
  if (diagnose === null || askable.length === 0 || view === null) return answers;
  if (nowMs >= deadlineMs) {
    for (const candidate of askable) answers.set(candidate, none('deadline'));
    return answers;
  }
  const groups = askable.map((candidate) => candidate.groups[0] as Group);
  const context = { changes: view.scan.changes, groups: view.scan.groups };
  try {
    const results = await diagnose(groups, context, { deadlineMs, signal });
    for (const [i, candidate] of askable.entries()) answers.set(candidate, results[i] ?? none('error'));
  } catch {
    // The alert goes out without a diagnosis and says so; what failed may hold a secret and is not repeated.
    for (const candidate of askable) answers.set(candidate, none('error'));
  }
  return answers;
}

function findingsFor(candidate: Candidate, answer: GroupDiagnosis | null, input: FindingsInput): Finding[] {
  const again = reusable(candidate, input);
  const parts: { diagnosed: Diagnosed; share: number; key: IncidentKey }[] =
    again.length > 0
      ? again.map((incident) => ({ diagnosed: incident.diagnosis, share: incident.share, key: incident.key }))
      : answer?.status === 'ok' && answer.diagnoses.length > 0
        ? answer.diagnoses.map((main) => ({
            diagnosed: { status: 'ok' as const, main, atMs: input.nowMs },
            share: candidate.ref.requester === '*' ? 1 : main.share,
            key: keyOf(candidate.ref, main),
          }))
        : [{ diagnosed: withoutDiagnosis(answer), share: 1, key: { by: 'group' as const, ...candidate.ref } }];
  const rules = new Map(input.rules.map((rule) => [rule.name, rule]));
  const wanted = parts.flatMap((part) => {
    const cause = part.diagnosed.status === 'ok' ? part.diagnosed.main.cause.id : null;
    const broken = candidate.breaches.flatMap((breach) => {
      const rule = rules.get(breach.rule);
      return rule !== undefined && ruleWantsCause(rule, candidate.ref, cause) ? [{ rule, breach }] : [];
    });
    return broken.length === 0 ? [] : [{ ...part, broken }];
  });
  // What excluded causes (scanners) take away may bring the rest below the threshold.
  const remaining = wanted.reduce((sum, part) => sum + part.share, 0);
  const loud = wanted.flatMap((part) => {
    const broken = part.broken.filter(
      ({ rule, breach }) => partOf(input.counts, candidate.ref, breach, remaining) >= rule.atLeast,
    );
    return broken.length === 0 ? [] : [{ ...part, broken }];
  });
  // Several causes: each that breaks a rule by itself; if none does, the biggest speaks for the group.
  const own = loud.filter(({ share, broken }) =>
    broken.some(({ rule, breach }) => partOf(input.counts, candidate.ref, breach, share) >= rule.atLeast),
  );
  const told = own.length > 0 ? own : loud.slice(0, 1);
  return told.map((part) => findingOf(candidate, part, input));
}

/**
 * How many denials of a breach belong to a part of the group. A diagnosis shares out all denials, a breach has healed and scanning ones
 * taken out already: the smaller figure holds, so that nothing is subtracted twice.
 */
function partOf(counts: Counts, ref: GroupRef, breach: Breach, share: number): number {
  if (share >= 0.999) return breach.count;
  const groups = ref.requester === '*' ? [] : [counts.groups[groupKey(ref)]];
  let all = 0;
  for (let slot = Math.floor(breach.fromMs / SLOT_MS); slot < breach.toMs / SLOT_MS; slot++) {
    for (const group of groups) all += group?.slots[slot] ?? 0;
  }
  return Math.min(breach.count, (all === 0 ? breach.count : all) * share + 0.001);
}

const withoutDiagnosis = (answer: GroupDiagnosis | null): Diagnosed =>
  answer?.status === 'none' ? answer : { status: 'none', reason: answer === null ? 'budget' : 'error' };

function keyOf(ref: GroupRef, diagnosis: Diagnosis): IncidentKey {
  // One requester's diagnosis cannot stand for everybody's: a collapsed group keeps its own name.
  if (ref.requester === '*') return { by: 'group', ...ref };
  return { by: 'cause', cause: diagnosis.cause.id, bucket: ref.bucket, subject: diagnosis.subject };
}

function findingOf(
  candidate: Candidate,
  part: {
    readonly diagnosed: Diagnosed;
    readonly share: number;
    readonly key: IncidentKey;
    readonly broken: readonly { readonly rule: AlertRule; readonly breach: Breach }[];
  },
  { counts, nowMs }: FindingsInput,
): Finding {
  const loud = part.broken.filter(({ rule }) => !rule.shadow);
  const speaking = loud.length > 0 ? loud : part.broken;
  const rules = speaking.map(({ rule }) => rule);
  const breaches = speaking.map(({ breach }) => breach);
  const worst = rules.map((rule) => rule.severity).reduce(worse, 'info');
  const repaired = part.diagnosed.status === 'ok' && isAllowedNow(part.diagnosed.main.cause.id);
  const toMs = Math.max(...breaches.map((breach) => breach.toMs));
  const fromMs = Math.min(...breaches.map((breach) => breach.fromMs));
  const firstSeenMs = onset(counts, candidate.ref, fromMs, Math.max(...rules.map((rule) => rule.resolveAfter)));
  const broken = Math.max(...breaches.map((breach) => partOf(counts, candidate.ref, breach, part.share)));
  const last = candidate.groups.map((group) => Date.parse(group.lastSeen));
  const lastInWindow = last.filter((ms) => ms < toMs);
  return {
    key: part.key,
    groups: [candidate.ref],
    breaches,
    rules: rules.map((rule) => rule.name).sort(),
    severity: repaired ? 'info' : worst,
    shadow: loud.length === 0,
    channels: rules.some((rule) => rule.channels === undefined)
      ? null
      : [...new Set(rules.flatMap((rule) => rule.channels ?? []))].sort(),
    repeatMs: Math.min(...rules.map((rule) => rule.repeat)),
    resolveAfterMs: Math.max(...rules.map((rule) => rule.resolveAfter)),
    // A rule that looks at paths or addresses counts only those: the whole group would be too many.
    count: rules.some(ruleLooksAtRequests)
      ? broken
      : Math.max(broken, loudSince(counts, candidate.ref, firstSeenMs) * part.share),
    firstSeenMs,
    lastSeenMs: lastInWindow.length > 0 ? Math.max(...lastInWindow) : Math.min(toMs, Math.max(nowMs, fromMs)),
    lastDenialMs: Math.max(0, ...last),
    share: part.share,
    diagnosis: part.diagnosed,
    evidence: evidenceOf(candidate.groups.slice(0, 20)),
    system: null,
  };
}

/** When it began: back from the broken window over slots with denials, until a gap as long as the quiet time. */
function onset(counts: Counts, ref: GroupRef, fromMs: number, gapMs: number): number {
  const slots = counts.groups[groupKey(ref)]?.slots;
  if (slots === undefined) return fromMs;
  const width = Math.max(1, Math.ceil(gapMs / SLOT_MS));
  const numbers = Object.keys(slots)
    .map(Number)
    .sort((a, b) => b - a);
  const window = Math.floor(fromMs / SLOT_MS);
  let first = Math.min(...numbers.filter((slot) => slot >= window));
  if (!Number.isFinite(first)) return fromMs;
  for (const slot of numbers) if (slot < first && first - slot <= width) first = slot;
  return first * SLOT_MS;
}

/** Denials since then that count: neither healed nor from scanning addresses. */
function loudSince(counts: Counts, ref: GroupRef, sinceMs: number): number {
  const group = counts.groups[groupKey(ref)];
  const first = Math.floor(sinceMs / SLOT_MS);
  let sum = 0;
  for (const [slot, count] of Object.entries(group?.slots ?? {})) {
    if (Number(slot) >= first) sum += count - (group?.quiet[slot] ?? 0);
  }
  return sum;
}

/** Two groups with one cause. */
function joined(a: Finding, b: Finding): Finding {
  return {
    ...a,
    groups: [...a.groups, ...b.groups],
    breaches: [...a.breaches, ...b.breaches],
    rules: [...new Set([...a.rules, ...b.rules])].sort(),
    severity: worse(a.severity, b.severity),
    shadow: a.shadow && b.shadow,
    channels: a.channels === null || b.channels === null ? null : [...new Set([...a.channels, ...b.channels])].sort(),
    repeatMs: Math.min(a.repeatMs, b.repeatMs),
    resolveAfterMs: Math.max(a.resolveAfterMs, b.resolveAfterMs),
    count: a.count + b.count,
    firstSeenMs: Math.min(a.firstSeenMs, b.firstSeenMs),
    lastSeenMs: Math.max(a.lastSeenMs, b.lastSeenMs),
    lastDenialMs: Math.max(a.lastDenialMs, b.lastDenialMs),
    evidence: mergedEvidence(a, b),
  };
}

function mergedEvidence(a: Finding, b: Finding): Finding['evidence'] {
  if (a.evidence === null || b.evidence === null) return a.evidence ?? b.evidence;
  const union = (x: readonly string[], y: readonly string[]) => [...new Set([...x, ...y])].slice(0, 5);
  const addresses = union(a.evidence.addresses.top, b.evidence.addresses.top);
  return {
    ...a.evidence,
    requesters: [...new Set([...a.evidence.requesters, ...b.evidence.requesters])].slice(0, 20),
    addresses: {
      distinct: Math.max(a.evidence.addresses.distinct, b.evidence.addresses.distinct, addresses.length),
      top: addresses,
    },
    accessKeys: union(a.evidence.accessKeys, b.evidence.accessKeys),
    succeeded: a.evidence.succeeded + b.evidence.succeeded,
  };
}
