import type { Group } from '../aggregate/model.js';
import type { DiagnoseContext, Diagnosis } from '../diagnose/model.js';
import type { DiagnosisFailure } from './incident.js';

export type GroupDiagnosis =
  /** `unfinished`: facts could not be read for a reason that passes (time, budget, network), so it is worth asking again soon. */
  | { readonly status: 'ok'; readonly diagnoses: readonly Diagnosis[]; readonly unfinished?: boolean }
  | { readonly status: 'none'; readonly reason: DiagnosisFailure };

/**
 * Diagnoses groups with live facts: the driver of lib/facts within the run's call budget and time. One answer for each group, in order;
 * never throws for want of facts.
 */
export type Diagnoser = (
  groups: readonly Group[],
  context: DiagnoseContext,
  limits: { readonly deadlineMs: number; readonly signal: AbortSignal },
) => Promise<readonly GroupDiagnosis[]>;

/** What the sweep of lib/ingest did: log objects without a partial were ingested. */
export interface SweepReport {
  readonly ingested: number;
  readonly failed: number;
  /** Log objects that stay unread after the last try. */
  readonly givenUp: readonly { readonly key: string; readonly reason: string }[];
  /** `false` when it stopped for want of time. */
  readonly complete: boolean;
}
