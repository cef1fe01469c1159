import type { Group, WindowView } from '../aggregate/model.js';
import type { Diagnosis } from '../diagnose/model.js';
import { type Candidate, candidatesOf } from './candidates.js';
import { evidenceOf } from './evidence.js';
import { loudSince, onset, partOf } from './finding-counts.js';
import { fingerprint, type IncidentKey } from './fingerprint.js';
import { type Diagnosed, diagnosedBy, type Finding, type Incident, isAllowedNow } from './incident.js';
import { joined } from './join-findings.js';
import type { Diagnoser, GroupDiagnosis } from './ports.js';
import { ruleLooksAtRequests, ruleWantsCause } from './rules-filter.js';
import { type AlertRule, type Breach, compareSeverity, type GroupRef, groupKey, worse } from './rules-types.js';
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
/** Groups that one run diagnoses. */
const MAX_DIAGNOSED = 50;

/** From broken rules to findings: groups of one cause become one finding; what no rule wants (a cause it excludes) is dropped. */
export async function findingsOf(input: FindingsInput): Promise<Finding[]> {
  const candidates = candidatesOf(input.breaches, input.view, input.incidents);
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

/** Open incidents that cover the candidate with a diagnosis that is still good. */
function reusable(candidate: Candidate, { incidents, nowMs }: FindingsInput): Incident[] {
  const key = groupKey(candidate.ref);
  return [...incidents.values()].filter(
    (incident) =>
      incident.state === 'open' &&
      incident.diagnosis.status === 'ok' &&
      incident.diagnosis.unfinished !== true &&
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
            diagnosed: diagnosedBy(answer, main, input.nowMs),
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
