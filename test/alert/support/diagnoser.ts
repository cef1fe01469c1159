import type { Group } from '../../../lib/aggregate/model.js';
import type { Diagnoser } from '../../../lib/alert/ports.js';
import { CAUSES } from '../../../lib/diagnose/causes/index.js';
import type { CauseId } from '../../../lib/diagnose/ids.js';
import type { Confidence, Diagnosis } from '../../../lib/diagnose/model.js';

/** What the account's settings would make of a group, as a timeline writes it. */
export interface Verdict {
  readonly kind?: string;
  readonly requester?: string;
  readonly cause: CauseId;
  /** Default: the requester. `{key}`: the access key. */
  readonly subject?: string;
  readonly share?: number;
  readonly confidence?: Confidence;
  /** Minutes from which and until which it holds. */
  readonly from?: number;
  readonly until?: number;
}

/** Answers from a table instead of an account; what is not in it cannot be diagnosed. */
export function tableDiagnoser(verdicts: readonly Verdict[], minute: () => number): Diagnoser {
  return async (groups) =>
    groups.map((group) => {
      const now = minute();
      const found = verdicts.filter(
        (verdict) =>
          (verdict.kind === undefined || verdict.kind === group.kind) &&
          (verdict.requester === undefined || verdict.requester === group.requester) &&
          now >= (verdict.from ?? Number.NEGATIVE_INFINITY) &&
          now < (verdict.until ?? Number.POSITIVE_INFINITY),
      );
      if (found.length === 0) return { status: 'none', reason: 'error' };
      return { status: 'ok', diagnoses: found.map((verdict) => diagnosisOf(group, verdict)) };
    });
}

export function diagnosisOf(group: Group, verdict: Verdict): Diagnosis {
  const share = verdict.share ?? 1;
  const cause = CAUSES[verdict.cause];
  return {
    group: { bucket: group.bucket, kind: group.kind, requester: group.requester },
    count: Math.round(group.count * share),
    share,
    cause: {
      id: verdict.cause,
      confidence: verdict.confidence ?? 'certain',
      title: cause.title,
      summary: { en: `Summary of ${verdict.cause}.`, zh: `${verdict.cause} 的说明。` },
    },
    alternatives: [],
    checks: [],
    ruledOut: [],
    remedy: {
      steps: [{ en: `Step one for ${verdict.cause}.`, zh: `${verdict.cause} 的第一步。` }],
      policy: null,
      verified: null,
      links: [],
    },
    missingPermissions: [],
    subject: (verdict.subject ?? group.requester).replace('{key}', group.accessKeys[0]?.value ?? ''),
    onset: null,
  };
}
