import type { PolicyDocument } from '../facts/snapshot.js';
import { plainAction } from './actions.js';
import { allOf, anyClaim, type Claim, opposite } from './claim.js';
import type { ActionPattern, ResourcePattern, Statement } from './document.js';
import { type Context, matchCondition, readContext } from './match-condition.js';
import { parsePolicy } from './parse.js';
import { claimOf } from './statement.js';
import { and, MAYBE, NO, or, type Tri, YES } from './tri.js';
import type { ContextValue, Decision, Decisive, PolicySource } from './types.js';
import { matches, wildcard } from './wildcard.js';

/** A policy attached to an identity. */
export interface IdentityPolicy {
  readonly source: PolicySource;
  readonly name: string;
  readonly document: PolicyDocument;
}

export interface IdentityDecision {
  readonly decision: Decision;
  readonly reason: 'explicit-deny' | 'implicit-deny' | 'policy-allow' | 'unknown-condition';
  readonly decisive: readonly Decisive[];
}

/**
 * What identity policies say about an action of any service, e.g. `cam:ListAccessKeys`, with or without `name/`.
 * `resource` is a six-segment name, or `*` for actions that take no resource; those need `*` in the policy too.
 * An empty segment in a policy matches any. Explicit deny > allow > implicit deny (CAM).
 */
export function evaluateIdentityPolicies(
  action: string,
  resource: string,
  policies: readonly IdentityPolicy[],
  context: Readonly<Record<string, ContextValue>> = {},
): IdentityDecision {
  const asked: Asked = { action: plainAction(action), resource: resource.trim(), context: readContext(context) };
  const allow: Claim[] = [];
  const deny: Claim[] = [];
  for (const policy of policies) {
    for (const statement of parsePolicy(policy.document, 'identity').statements) {
      const claim = claimOf(covers(statement, asked), policy, statement, {});
      if (statement.effect !== 'deny') allow.push(claim);
      if (statement.effect !== 'allow') deny.push(claim);
    }
  }
  const denied = anyClaim(deny);
  if (denied.tri === YES) return answer('deny', 'explicit-deny', denied.by);
  const allowed = allOf([opposite(denied), anyClaim(allow)]);
  if (allowed.tri === NO) return answer('deny', 'implicit-deny', []);
  if (allowed.tri === YES) return answer('allow', 'policy-allow', allowed.by);
  return answer('unknown', 'unknown-condition', allowed.by);
}

interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

function answer(decision: Decision, reason: IdentityDecision['reason'], by: readonly Claim[]): IdentityDecision {
  return { decision, reason, decisive: by.map((claim) => claim.decisive!) };
}

function covers(statement: Statement, asked: Asked): Tri {
  let tri: Tri = best(statement.actions, (pattern) => coversAction(pattern, asked.action));
  tri = and(
    tri,
    best(statement.resources, (pattern) => coversResource(pattern, asked.resource)),
  );
  for (const test of statement.conditions) tri = and(tri, matchCondition(test, asked.context).tri);
  return statement.unknown.length > 0 ? and(tri, MAYBE) : tri;
}

function best<T>(patterns: readonly T[] | null, test: (pattern: T) => Tri): Tri {
  if (patterns === null) return MAYBE;
  let tri: Tri = NO;
  for (const pattern of patterns) tri = or(tri, test(pattern));
  return tri;
}

function coversAction(pattern: ActionPattern, action: string): Tri {
  if (pattern.form !== 'name') return MAYBE;
  return matches(pattern.pattern, action) ? YES : NO;
}

function coversResource(pattern: ResourcePattern, resource: string): Tri {
  if (pattern.form === 'all') return YES;
  if (pattern.form === 'unknown') return MAYBE;
  const parts = resource.split(':');
  if (parts.length < 6) return NO;
  const free = (text: string, i: number) => text === '' || matches(wildcard(text), parts[i]!);
  return matches(pattern.service, parts[2]!.toLowerCase()) &&
    free(pattern.project, 1) &&
    free(pattern.region.text, 3) &&
    free(pattern.account.text, 4) &&
    matches(pattern.path, parts.slice(5).join(':'))
    ? YES
    : NO;
}
