/**
 * What the rules need to know of the configuration, as plain shapes: this room is pure and does not import the configuration's
 * schema; its types fit these (checked by the compiler in `run.ts`). Durations are ms.
 */
export type Severity = 'critical' | 'error' | 'warning' | 'info';

/** Within a field one match is enough; every field that is given must match; an absent one matches everything. */
export interface RuleFilter {
  readonly buckets?: readonly string[] | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly requesters?: readonly string[] | undefined;
  readonly paths?: readonly string[] | undefined;
  readonly causes?: readonly string[] | undefined;
  readonly addresses?: readonly string[] | undefined;
}

interface CommonRule {
  readonly name: string;
  readonly where?: RuleFilter | undefined;
  readonly unless?: RuleFilter | undefined;
  readonly severity: Severity;
  readonly channels?: readonly string[] | undefined;
  readonly shadow: boolean;
  readonly enabled: boolean;
  readonly countHealed: boolean;
  readonly repeat: number;
  readonly resolveAfter: number;
  readonly window: number;
  readonly atLeast: number;
}

export type AlertRule =
  | (CommonRule & { readonly type: 'count' })
  | (CommonRule & { readonly type: 'share'; readonly percent: number })
  | (CommonRule & { readonly type: 'first-seen'; readonly memory: number })
  | (CommonRule & { readonly type: 'jump'; readonly factor: number; readonly days: number });

/** Identity of a group of denials. */
export interface GroupRef {
  readonly bucket: string;
  readonly kind: string;
  /** As the log shows it; `*` for "many requesters". */
  readonly requester: string;
}

/** One rule broken by one group (or by many requesters of a bucket at once). */
export interface Breach extends GroupRef {
  readonly rule: string;
  /** Denials in the worst window that new data touched. */
  readonly count: number;
  /** The window, ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** What the rule compared, for the text. */
  readonly measure:
    | { readonly type: 'count' }
    | { readonly type: 'share'; readonly percent: number; readonly requests: number }
    | { readonly type: 'first-seen' }
    | { readonly type: 'jump'; readonly usual: number; readonly factor: number };
}

/** Width of the time slots that partials count by, ms. */
export const SLOT_MS = 300_000;
export const HOUR_MS = 3_600_000;

export function groupKey(group: GroupRef): string {
  return `${group.bucket}\n${group.kind}\n${group.requester}`;
}

const RANK: Readonly<Record<Severity, number>> = { critical: 3, error: 2, warning: 1, info: 0 };

/** Positive when `a` is worse. */
export function compareSeverity(a: Severity, b: Severity): number {
  return RANK[a] - RANK[b];
}

export function worse(a: Severity, b: Severity): Severity {
  return compareSeverity(a, b) >= 0 ? a : b;
}
