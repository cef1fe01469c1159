import type { Shape } from '../../aggregate/model.js';
import type { Snapshot } from '../../facts/snapshot.js';
import { simulate } from '../../policy/simulate.js';
import type { Decision, Explanation, Simulation, SimulationRequest } from '../../policy/types.js';
import type { Part, View } from '../view.js';
import { fillEmpty, tokensOf } from './fill.js';
import { requestOf, withLogFacts } from './request.js';

/** One request against the facts: what they say, and what they would say if the unknown ones were empty. */
export interface Evaluation {
  readonly request: SimulationRequest;
  /** The facts with what the log adds. */
  readonly snapshot: Snapshot;
  /** With unknown facts taken as empty and unlisted objects inheriting. */
  readonly base: Simulation;
  /** The facts behind `base`. */
  readonly filled: Snapshot;
  /** Pointers of facts that were needed and are not known. */
  readonly missing: readonly string[];
  /** Of these, the one of the object whose ACL was taken to inherit. */
  readonly assumedObject: string | null;
}

const ROUNDS = 8;

export function evaluate(part: Part, view: View): Evaluation {
  const snapshot = withLogFacts(part, view);
  const { request, known } = atItsTime(requestOf(part, view), snapshot, part.shape);
  if (known.decision !== 'unknown')
    return { request, snapshot, base: known, filled: snapshot, missing: [], assumedObject: null };
  let filled = snapshot;
  let base = known;
  const missing = new Set<string>();
  for (let round = 0; round < ROUNDS && base.decision === 'unknown'; round += 1) {
    const open = (base.missing ?? []).filter((at) => !missing.has(at));
    if (open.length === 0) break;
    for (const at of open) missing.add(at);
    filled = fillEmpty(filled, open, view.owner);
    base = simulate(request, filled, { assumeInherits: true });
  }
  const assumedObject = [...missing].find((at) => tokensOf(at)[2] === 'objects') ?? null;
  return { request, snapshot, base, filled, missing: [...missing].sort(), assumedObject };
}

const TIME = 'qcs:current_time';

/**
 * A shape covers some time, so the time of a request is open. Where a date condition hangs on it and the first and the last
 * request of the shape meet the same answer for the same reasons, every one between does: dates are compared by order.
 */
function atItsTime(
  request: SimulationRequest,
  snapshot: Snapshot,
  shape: Shape,
): { request: SimulationRequest; known: Simulation } {
  const known = simulate(request, snapshot);
  if (known.decision !== 'unknown' || !known.explain.some((entry) => hangsOnTime(entry))) return { request, known };
  const at = (time: string) => ({ ...request, context: { ...request.context, [TIME]: time } });
  const first = simulate(at(shape.firstSeen), snapshot);
  const last = simulate(at(shape.lastSeen), snapshot);
  return reasonsOf(first) === reasonsOf(last) ? { request: at(shape.firstSeen), known: first } : { request, known };
}

function hangsOnTime(entry: Explanation): boolean {
  return entry.matched === 'unknown' && entry.mismatches.some((mismatch) => mismatch.expected?.includes(TIME) === true);
}

/** The answer without the values found: equal for two times when the same comparisons hold and fail. */
function reasonsOf(simulation: Simulation): string {
  const { decision, reason, explain } = simulation;
  const entries = explain.map(({ source, name, statement, matched, mismatches }) => {
    return [source, name, statement, matched, mismatches.map((mismatch) => [mismatch.reason, mismatch.expected])];
  });
  return JSON.stringify([decision, reason, entries]);
}

/** How much is unknown: a whole user or role hides policies, groups and boundary at once. */
export function unknownWeight(missing: readonly string[]): number {
  return missing.reduce((sum, at) => {
    const tokens = tokensOf(at);
    const whole = tokens.length <= (tokens[0] === 'cam' ? 3 : 2) && tokens[0] !== 'account';
    return sum + (whole ? 2 : 1);
  }, 0);
}

/** What the request would get if the facts were changed so. */
export function decisionIf(evaluation: Evaluation, change: (snapshot: Snapshot) => Snapshot): Decision {
  return simulate(evaluation.request, change(evaluation.filled), { assumeInherits: true, explain: false }).decision;
}
