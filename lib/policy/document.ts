import type { ConditionTest } from './condition.js';
import type { MismatchReason } from './mismatches.js';
import type { Wildcard } from './wildcard.js';

/** Where a policy is attached: those of identities and temporary keys name no principals (18023, 14048). */
export type PolicyKind = 'bucket' | 'identity';

/** A policy document as read: nothing is dropped, what is not understood is an `UnknownElement`. */
export interface Policy {
  readonly kind: PolicyKind;
  readonly statements: readonly Statement[];
  /** Of the whole document, those inside statements too. */
  readonly unknown: readonly UnknownElement[];
}

export interface UnknownElement {
  /** JSON Pointer into the document. */
  readonly pointer: string;
  readonly reason: MismatchReason;
}

export interface Statement {
  /** 1-based. */
  readonly number: number;
  readonly sid?: string;
  readonly effect: 'allow' | 'deny' | 'unknown';
  /** `null`: the element is missing. */
  readonly principals: readonly Principal[] | null;
  readonly actions: readonly ActionPattern[] | null;
  readonly resources: readonly ResourcePattern[] | null;
  readonly conditions: readonly ConditionTest[];
  /** Each of them makes the statement undecidable (contract 6). */
  readonly unknown: readonly UnknownElement[];
}

export type Principal = { readonly text: string } & (
  | { readonly type: 'everyone' }
  | { readonly type: 'unknown' }
  | { readonly type: 'root'; readonly root: string }
  | { readonly type: 'user'; readonly root: string; readonly id: string }
  | { readonly type: 'role'; readonly root: string; readonly id: string }
  | { readonly type: 'group'; readonly root: string; readonly id: string }
  | { readonly type: 'roleName'; readonly root: string; readonly name: string }
  | { readonly type: 'service' }
);

/** `permid`: a legacy set nobody has documented; `unknown`: no `service:Action`. */
export interface ActionPattern {
  readonly text: string;
  readonly form: 'name' | 'permid' | 'unknown';
  /** Lower case, without `name/`. */
  readonly pattern: Wildcard;
}

export type ResourcePattern =
  | { readonly form: 'all'; readonly text: string }
  | { readonly form: 'unknown'; readonly text: string }
  | {
      readonly form: 'segments';
      readonly text: string;
      readonly project: string;
      /** Lower case. */
      readonly service: Wildcard;
      readonly region: Wildcard;
      readonly account: Wildcard;
      readonly path: Wildcard;
      /** How the path names its bucket: by name, as `prefix//<appid>/<short name>`, or by a host of very old examples. */
      readonly spelling: 'plain' | 'legacy' | 'host';
    };
