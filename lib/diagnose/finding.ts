import type { FactRequest } from '../facts/snapshot.js';
import type { Text } from '../lang.js';
import type { CauseId } from './ids.js';
import type { Check, Confidence } from './model.js';
import type { Params } from './template.js';

export interface Alternative {
  readonly id: CauseId;
  readonly confidence: Confidence;
}
export interface RuledOut {
  readonly id: CauseId;
  readonly because: Text;
}

/** What a decision procedure says about one part of a group. */
export interface Finding {
  readonly cause: CauseId;
  readonly confidence: Confidence;
  /** What the cause is about; parts with the same cause and subject are one diagnosis. */
  readonly subject: string;
  /** For the cause's templates, beside what is common to all (`common-params.ts`). */
  readonly params?: Params;
  /** A sentence about this part that the others would repeat with their own path: joined parts keep that of the most frequent one. */
  readonly exactly?: Text;
  /** Sentences after the summary: assumptions and limits of this answer. */
  readonly notes?: readonly Text[];
  readonly checks: readonly Check[];
  readonly alternatives?: readonly Alternative[];
  readonly ruledOut?: readonly RuledOut[];
  readonly wants?: readonly FactRequest[];
  readonly missing?: readonly string[];
  /** `true`: the answer depends on nothing in path or address and holds for the whole shape. */
  readonly wholeShape?: boolean;
}

const RANK: Readonly<Record<Confidence, number>> = { possible: 0, likely: 1, certain: 2 };

/** The lower of two confidences. */
export function atMost(confidence: Confidence, ceiling: Confidence): Confidence {
  return RANK[confidence] <= RANK[ceiling] ? confidence : ceiling;
}

/** Contract 6: certain with every needed fact, likely with one unknown, possible with more. */
export function byUnknowns(unknown: number): Confidence {
  return unknown === 0 ? 'certain' : unknown === 1 ? 'likely' : 'possible';
}

/** Alternatives of equal standing. */
export function possible(...ids: readonly CauseId[]): Alternative[] {
  return ids.map((id) => ({ id, confidence: 'possible' }));
}

/** The same reason for several causes. */
export function ruleOut(because: Text, ...ids: readonly CauseId[]): RuledOut[] {
  return ids.map((id) => ({ id, because }));
}
