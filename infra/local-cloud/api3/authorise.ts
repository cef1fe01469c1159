import type { PolicyDocument } from '../../../lib/facts/snapshot.js';
import { askedAction } from '../../../lib/policy/actions.js';
import type { ResourcePattern, Statement } from '../../../lib/policy/document.js';
import { matchActions } from '../../../lib/policy/match-action.js';
import { type Context, matchCondition } from '../../../lib/policy/match-condition.js';
import { parsePolicy } from '../../../lib/policy/parse.js';
import { and, MAYBE, NO, type Tri, YES } from '../../../lib/policy/tri.js';
import { matches } from '../../../lib/policy/wildcard.js';
import type { Caller } from './caller.js';

export interface Permission {
  /** `cam:ListAccessKeys` */
  readonly action: string;
  /** `*` for operation-level actions, else six segments; several must all be allowed. */
  readonly resources: readonly string[];
}

/**
 * May the caller do this? CAM's order: explicit deny, then allow by a policy of user, group or role, within the permission boundary
 * and within the session policy of a temporary key (5.8). The root account may do everything its session policy allows.
 * What a policy leaves undecidable counts against the caller: a least policy must be readable.
 */
export function isAllowed(caller: Caller, permission: Permission, context: Context): boolean {
  return permission.resources.every((resource) => {
    const asked: Asked = { action: permission.action, resource, context, ownerUin: caller.ownerUin };
    if (caller.sessionPolicy !== null && decide([caller.sessionPolicy], asked) !== 'allow') return false;
    if (caller.kind === 'root' || (caller.kind === 'federated' && caller.id === caller.ownerUin)) return true;
    if (caller.boundary !== null && decide([caller.boundary], asked) !== 'allow') return false;
    return (
      decide(
        caller.policies.map((policy) => policy.document),
        asked,
      ) === 'allow'
    );
  });
}

interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
  readonly ownerUin: string;
}

function decide(documents: readonly PolicyDocument[], asked: Asked): 'allow' | 'deny' | 'silent' {
  let allowed = false;
  for (const document of documents) {
    for (const statement of parsePolicy(document, 'identity').statements) {
      const match = covers(statement, asked);
      if (match === NO) continue;
      if (statement.effect !== 'allow') return 'deny';
      if (match === YES) allowed = true;
    }
  }
  return allowed ? 'allow' : 'silent';
}

function covers(statement: Statement, asked: Asked): Tri {
  const action = askedAction(asked.action, null);
  const covered = statement.actions === null ? MAYBE : matchActions(statement.actions, action, false).tri;
  if (covered === NO) return NO;
  let result = and(covered, statement.resources === null ? MAYBE : best(statement.resources, asked));
  for (const test of statement.conditions) result = and(result, matchCondition(test, asked.context).tri);
  return statement.unknown.length > 0 ? and(result, MAYBE) : result;
}

function best(patterns: readonly ResourcePattern[], asked: Asked): Tri {
  return patterns.some((pattern) => coversResource(pattern, asked)) ? YES : NO;
}

/** `*`, or six segments whose empty region and account mean every region and the own account (18023). */
function coversResource(pattern: ResourcePattern, asked: Asked): boolean {
  if (pattern.form === 'all') return true;
  if (pattern.form !== 'segments' || asked.resource === '*') return false;
  const [, , service, region, account, ...path] = asked.resource.split(':');
  return (
    matches(pattern.service, service!) &&
    (pattern.region.text === '' || matches(pattern.region, region!)) &&
    ['', '*', 'uin/*', `uin/${asked.ownerUin}`, account].includes(pattern.account.text) &&
    matches(pattern.path, path.join(':'))
  );
}
