import type { AttachedPolicy, PolicyDocument } from '../facts/snapshot.js';
import type { Text } from '../lang.js';
import type { MismatchReason } from './mismatches.js';

/** Request and answer of `cos403 simulate`, contract 2.4. An empty list counts as absent. */
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
  /** Condition keys; absent = not in the request, `"?"` = unknown. The key `*` stands for every key that is not listed. */
  readonly context?: Readonly<Record<string, ContextValue>>;
}

/** What a caller knows beyond the snapshot, or wants to try. */
export interface SimulationOptions {
  /** Session policy of a temporary key: a document limits the identity, `null` (default) does not, `unknown` leaves an allow open. */
  readonly sessionPolicy?: PolicyDocument | null | 'unknown';
  /** Policies that are looked at as if they were in force: to check a fix. */
  readonly extraPolicies?: {
    readonly bucketPolicy?: PolicyDocument;
    /** Attached to whoever asks. */
    readonly identityPolicies?: readonly AttachedPolicy[];
  };
  /** An object that is not in the snapshot inherits the bucket's ACL; without this the answer is unknown where it matters. */
  readonly assumeInherits?: boolean;
  /** `false`: leave `explain` empty and `summary` short; several times faster. */
  readonly explain?: boolean;
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
  | 'session-policy'
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
  /** `unknown`: the effect is neither allow nor deny in any spelling. */
  readonly effect: 'allow' | 'deny' | 'unknown';
  /** Three-valued: `unknown` when an undocumented element or an unknown context value decides. */
  readonly matched: boolean | 'unknown';
  /** Why it did not match (all reasons), or what is unknown. Empty when matched. */
  readonly mismatches: readonly Mismatch[];
  /** The statement speaks about everyone, so it binds only the look as if anonymous (35240, E6-E8). */
  readonly everyone?: boolean;
  /** The statement has a condition. */
  readonly conditional?: boolean;
  /** The statement can concern COS at all (its actions and resources are not those of another service). */
  readonly aboutCos?: boolean;
  /** The policy is switched off and was not considered. */
  readonly deactivated?: boolean;
  /** ACLs: who was granted what. */
  readonly grantee?: string;
  readonly permission?: string;
}

export interface Mismatch {
  readonly element: 'principal' | 'action' | 'resource' | 'condition' | 'effect' | 'statement';
  /** A key of the mismatch table in `mismatches.ts`. */
  readonly reason: MismatchReason;
  readonly expected?: string | undefined;
  readonly found?: string | undefined;
}

/** The two readings of deny-everyone with a condition (35240 E6 against the examples of 45235). */
export type Reading = 'deny-everyone-binds-signed-requests' | 'deny-everyone-binds-unsigned-requests-only';

export interface Simulation {
  readonly id?: string;
  readonly decision: Decision;
  readonly reason: DecisionReason;
  readonly decisive: readonly Decisive[];
  readonly explain: readonly Explanation[];
  /** JSON Pointers of the facts that were missing, when the answer is unknown for that. */
  readonly missing?: readonly string[];
  /** JSON Pointers of facts that were assumed (`assumeInherits`) and that the answer rests on. */
  readonly assumed?: readonly string[];
  /** Where documents contradict each other: what each reading would decide. */
  readonly readings?: readonly { readonly reading: Reading; readonly decision: Decision }[];
  readonly summary: Text;
}

export interface SimulationReport {
  readonly schema: 'cos403.simulation/1';
  readonly results: readonly Simulation[];
}
