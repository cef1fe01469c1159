import type { Text } from '../lang.js';

/** Request and answer of `cos403 simulate`, contract 2.4. */
export type ContextValue = string | number | boolean | readonly string[];

export interface SimulationRequest {
  readonly id?: string;
  /** `R:S`, `R:roleId` or `anonymous`. */
  readonly requester: string;
  /** `name/cos:GetObject` */
  readonly action: string;
  /** `null` for GetService. */
  readonly bucket: string | null;
  /** Decoded, without leading slash; `null` for bucket-level actions. */
  readonly key: string | null;
  /** Condition keys; absent = not in the request, `"?"` = unknown. */
  readonly context?: Readonly<Record<string, ContextValue>>;
}

export type Decision = 'allow' | 'deny' | 'unknown';
export type DecisionReason =
  | 'explicit-deny'
  | 'implicit-deny'
  | 'owner'
  | 'policy-allow'
  | 'acl-allow'
  | 'cross-account-not-granted'
  | 'boundary'
  | 'unknown-condition'
  | 'unknown-fact';

export type PolicySource =
  | 'bucket-policy'
  | 'user-policy'
  | 'group-policy'
  | 'role-policy'
  | 'bucket-acl'
  | 'object-acl'
  | 'owner'
  | 'boundary';

/** What decided. `statement` is 1-based; absent for ACLs and the owner rule. */
export interface Decisive {
  readonly source: PolicySource;
  readonly name: string;
  readonly statement?: number;
  readonly sid?: string;
}

/** One statement, grant or rule that was considered. */
export interface Explanation {
  readonly source: PolicySource;
  readonly name: string;
  readonly statement?: number;
  readonly sid?: string;
  readonly effect: 'allow' | 'deny';
  /** Three-valued: `unknown` when an undocumented element or an unknown context value decides. */
  readonly matched: boolean | 'unknown';
  /** Why it did not match (all reasons), or what is unknown. Empty when matched. */
  readonly mismatches: readonly Mismatch[];
  /** The policy is switched off and was not considered. */
  readonly deactivated?: boolean;
}

export interface Mismatch {
  readonly element: 'principal' | 'action' | 'resource' | 'condition' | 'effect' | 'statement';
  /** A key of the mismatch table in `mismatches.ts`. */
  readonly reason: string;
  readonly expected?: string;
  readonly found?: string;
}

export interface Simulation {
  readonly id?: string;
  readonly decision: Decision;
  readonly reason: DecisionReason;
  readonly decisive: readonly Decisive[];
  readonly explain: readonly Explanation[];
  /** JSON Pointers of the facts that were missing, when the answer is unknown for that. */
  readonly missing?: readonly string[];
  /** Where documents contradict each other: what each reading would decide. */
  readonly readings?: readonly { readonly reading: string; readonly decision: Decision }[];
  readonly summary: Text;
}

export interface SimulationReport {
  readonly schema: 'cos403.simulation/1';
  readonly results: readonly Simulation[];
}
