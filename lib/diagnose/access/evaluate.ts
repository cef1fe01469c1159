import type { Snapshot } from '../../facts/snapshot.js';
import { simulate } from '../../policy/simulate.js';
import type { Decision, Simulation, SimulationRequest } from '../../policy/types.js';
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
  const request = requestOf(part, view);
  const known = simulate(request, snapshot);
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
