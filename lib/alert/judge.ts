import type { WindowView } from '../aggregate/model.js';
import { conditionFinding, type SystemCondition } from './conditions.js';
import { findingsOf } from './findings.js';
import { fingerprint } from './fingerprint.js';
import { type Diagnosed, diagnosedBy, type Finding, type Incident, type IncidentEvent } from './incident.js';
import { advance } from './incidents.js';
import { muteAll } from './mute.js';
import type { Diagnoser } from './ports.js';
import { evaluateRules } from './rules.js';
import { LEARN_MS, remember, seenKey } from './rules-seen.js';
import { type AlertRule, type Breach, groupKey, SLOT_MS } from './rules-types.js';
import type { SilenceRecord } from './silences.js';
import { speak } from './speak.js';
import type { AlertState } from './state.js';
import { tooManyCondition } from './system.js';
import { trimDiagnosis } from './trim.js';
import type { WindowNews } from './window.js';

export interface JudgeInput {
  readonly rules: readonly AlertRule[];
  readonly silences: readonly SilenceRecord[];
  readonly news: WindowNews;
  readonly conditions: readonly SystemCondition[];
  readonly diagnose: Diagnoser | null;
  readonly nowMs: number;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

export interface Judgement {
  readonly events: readonly IncidentEvent[];
  readonly breaches: number;
  readonly diagnosed: number;
}

/** Incidents that are followed at once; what comes beyond is counted and told as one condition. */
const MAX_OPEN = 500;
/** Open incidents that are diagnosed again in one run. */
const MAX_REDIAGNOSED = 10;
const REDIAGNOSE_MS = 30 * 60_000;

/** From what is new in the window to what is to be said; moves `state` on. */
export async function judge(state: AlertState, input: JudgeInput): Promise<Judgement> {
  const { nowMs, news, rules } = input;
  const seen = { last: state.seen, sinceMs: state.startedMs, learned: nowMs - state.startedMs >= LEARN_MS };
  const breaches = evaluateRules(rules, { counts: state.window.counts, touched: news.touched, seen });
  const incidents = new Map(state.incidents.map((incident) => [incident.fingerprint, incident]));
  const again = staleDiagnoses(incidents, news, nowMs);
  const view = breaches.length > 0 || again.length > 0 ? news.details.view() : null;
  const all = await findingsOf({
    breaches,
    rules,
    counts: state.window.counts,
    view,
    incidents,
    diagnose: input.diagnose,
    nowMs,
    deadlineMs: input.deadlineMs,
    signal: input.signal,
  });
  const findings = all.map(trimmed);
  const rediagnosed = await rediagnose(again, findings, view, input);
  const { followed, dropped } = limit(findings, incidents);
  const system = [...input.conditions, ...tooManyCondition(dropped)].map((entry) => conditionFinding(entry, nowMs));
  const resolved = advance(incidents, {
    nowMs,
    findings: [...followed, ...system],
    activity: news.activity,
    heardOf: news.heardOf,
    watermarkMs: (bucket) => state.window.counts.buckets[bucket]?.watermarkMs ?? 0,
    rediagnosed,
  });
  muteAll(incidents.values(), input.silences, nowMs);
  const ordered = [...incidents.values()].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  const events = speak(ordered, resolved, nowMs);
  rememberSeen(state, rules, news, breaches, nowMs, seen.learned);
  state.incidents = ordered;
  return {
    events,
    breaches: breaches.length,
    diagnosed: findings.filter((finding) => finding.diagnosis.status === 'ok').length + rediagnosed.size,
  };
}

/** Open incidents without a (finished) diagnosis, or whose denials go on under an old one: what was repaired shall be told. */
function staleDiagnoses(incidents: ReadonlyMap<string, Incident>, news: WindowNews, nowMs: number): Incident[] {
  return [...incidents.values()]
    .filter((incident) => {
      if (incident.state !== 'open' || incident.key.by === 'system') return false;
      if (incident.diagnosis.status === 'none' || incident.diagnosis.unfinished === true) return true;
      const goesOn = incident.groups.some((group) => (news.activity.get(groupKey(group))?.count ?? 0) > 0);
      return goesOn && Math.abs(nowMs - incident.diagnosis.atMs) >= REDIAGNOSE_MS;
    })
    .slice(0, MAX_REDIAGNOSED);
}

async function rediagnose(
  stale: readonly Incident[],
  findings: readonly Finding[],
  view: WindowView | null,
  input: JudgeInput,
): Promise<Map<string, Diagnosed>> {
  const results = new Map<string, Diagnosed>();
  if (input.diagnose === null || view === null) return results;
  const handled = new Set(findings.flatMap((finding) => finding.groups.map(groupKey)));
  const groups = new Map(view.scan.groups.map((group) => [groupKey(group), group]));
  const asked = stale.flatMap((incident) => {
    if (incident.groups.some((group) => handled.has(groupKey(group)))) return [];
    const known = incident.groups.map((group) => groups.get(groupKey(group))).filter((group) => group !== undefined);
    const [biggest] = known.sort((a, b) => b.count - a.count);
    return biggest === undefined ? [] : [{ incident, group: biggest }];
  });
  if (asked.length === 0) return results;
  try {
    const answers = await input.diagnose(
      asked.map(({ group }) => group),
      { changes: view.scan.changes, groups: view.scan.groups },
      { deadlineMs: input.deadlineMs, signal: input.signal },
    );
    for (const [i, { incident }] of asked.entries()) {
      const answer = answers[i];
      // A group can have several causes: the one this incident is about if it is still there, else the biggest.
      const cause = incident.diagnosis.status === 'ok' ? incident.diagnosis.main.cause.id : null;
      if (answer?.status !== 'ok') continue;
      const main = answer.diagnoses.find((one) => one.cause.id === cause) ?? answer.diagnoses[0];
      if (main !== undefined) {
        results.set(incident.fingerprint, diagnosedBy(answer, trimDiagnosis(main), input.nowMs));
      }
    }
  } catch {
    // The old diagnosis stands.
  }
  return results;
}

function trimmed(finding: Finding): Finding {
  if (finding.diagnosis.status !== 'ok') return finding;
  return { ...finding, diagnosis: { ...finding.diagnosis, main: trimDiagnosis(finding.diagnosis.main) } };
}

/** Findings are sorted by severity: the worst are followed. */
function limit(findings: readonly Finding[], incidents: ReadonlyMap<string, Incident>) {
  let room = MAX_OPEN - [...incidents.values()].filter((incident) => incident.state === 'open').length;
  let dropped = 0;
  const followed = findings.filter((finding) => {
    if (incidents.get(fingerprint(finding.key))?.state === 'open') return true;
    if (room-- > 0) return true;
    dropped++;
    return false;
  });
  return { followed, dropped };
}

/** Notes who was refused how: at once while learning, else when a rule has spoken or its window has passed without. */
function rememberSeen(
  state: AlertState,
  rules: readonly AlertRule[],
  news: WindowNews,
  breaches: readonly Breach[],
  nowMs: number,
  learned: boolean,
): void {
  const watching = rules.filter((rule) => rule.type === 'first-seen' && rule.enabled);
  const memoryMs = Math.max(30 * 86_400_000, ...watching.map((rule) => ('memory' in rule ? rule.memory : 0)));
  const windowMs = Math.max(0, ...watching.map((rule) => rule.window));
  const names = new Set(watching.map((rule) => rule.name));
  const told = new Set(breaches.filter((breach) => names.has(breach.rule)).map(groupKey));
  const notes: [string, number][] = [];
  for (const [key, slots] of news.touched) {
    const group = state.window.counts.groups[key];
    const seen = group === undefined ? null : seenKey(group);
    if (group === undefined || seen === null) continue;
    const newest = Math.max(...slots);
    const oldest = Math.min(...Object.keys(group.slots).map(Number));
    const passed = (newest - oldest) * SLOT_MS >= windowMs;
    if (!learned || told.has(key) || passed || state.seen[seen] !== undefined)
      notes.push([seen, (newest + 1) * SLOT_MS]);
  }
  remember(state.seen, notes, nowMs, memoryMs);
}
