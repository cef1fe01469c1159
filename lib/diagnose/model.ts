import type { Group, ScanResult, SettingsChange } from '../aggregate/model.js';
import type { FactRequest, PolicyDocument, Snapshot } from '../facts/snapshot.js';
import type { Text } from '../lang.js';
import type { CauseId, CheckId } from './ids.js';

export type Confidence = 'certain' | 'likely' | 'possible';
export type CheckStatus = 'pass' | 'fail' | 'not-applicable' | 'unknown';

/** `fact`: JSON Pointer into the snapshot, or `log:` and a field name. */
export interface Evidence {
  readonly fact: string;
  readonly value: unknown;
}

export interface Check {
  readonly id: CheckId;
  readonly status: CheckStatus;
  readonly detail: Text;
  readonly evidence: readonly Evidence[];
  /** For `unknown`: the permission that would answer it. */
  readonly permission?: string;
}

export interface Remedy {
  readonly steps: readonly Text[];
  /** A whole paste-ready document `{ version, statement }`, or null. */
  readonly policy: PolicyDocument | null;
  /** `true`: the simulator allows every seen request with `policy` added; `null`: cannot be verified or no policy. */
  readonly verified: boolean | null;
  readonly links: readonly string[];
}

/** A cause for a group or a part of it; bilingual inside, one language in JSON (see `localize.ts`). */
export interface Diagnosis {
  readonly group: { readonly bucket: string; readonly kind: Group['kind']; readonly requester: string };
  readonly count: number;
  /** Share of the group, 0..1. */
  readonly share: number;
  readonly cause: {
    readonly id: CauseId;
    readonly confidence: Confidence;
    readonly title: Text;
    readonly summary: Text;
  };
  readonly alternatives: readonly { readonly id: CauseId; readonly confidence: Confidence }[];
  readonly checks: readonly Check[];
  readonly ruledOut: readonly { readonly id: CauseId; readonly because: Text }[];
  readonly remedy: Remedy;
  readonly missingPermissions: readonly string[];
  /** What the cause is about (a key id, a policy name, an origin, …): incidents are grouped by it. */
  readonly subject: string;
  /** What changed shortly before it began, when the log shows it. */
  readonly onset: {
    readonly since: string;
    readonly change: SettingsChange | null;
    readonly afterMs: number | null;
  } | null;
}

/** Successes of one key. */
export interface KeySuccesses {
  /** `R:S`, as logged when it worked. */
  readonly requester: string;
  readonly count: number;
  /** `name/cos:GetObject`, sorted. */
  readonly actions: readonly string[];
}

export interface DiagnoseContext {
  /** Settings changes seen in the log. */
  readonly changes: readonly SettingsChange[];
  /** All groups of the scan: other groups are evidence (the key worked elsewhere, the same requester is refused elsewhere). */
  readonly groups: readonly Group[];
  /**
   * What refused keys did elsewhere in the input, by SecretId: COS names no requester when authentication fails, so a group of
   * `key:<SecretId>` does not know the successes of its key by itself.
   */
  readonly keySuccesses?: Readonly<Record<string, KeySuccesses>>;
}

/** The seam of diagnosis: pure; the driver in lib/facts fetches `wants` and asks again until nothing is wanted or the budget is spent. */
export interface DiagnoseOutcome {
  readonly diagnoses: readonly Diagnosis[];
  /** Facts that would separate the causes still open, cheapest first. */
  readonly wants: readonly FactRequest[];
}
export type DiagnoseFn = (group: Group, snapshot: Snapshot, context: DiagnoseContext) => DiagnoseOutcome;

/** `diagnose --format json`, contract 2.2, after localisation every Text is a string. */
export interface DiagnosisReport {
  readonly schema: 'cos403.diagnosis/1';
  readonly scan: Omit<ScanResult, 'groups'>;
  readonly diagnoses: readonly Diagnosis[];
  readonly unexplained: { readonly groups: number; readonly denials: number };
}
