import type { PolicyDocument } from '../facts/snapshot.js';
import { ALWAYS, allOf, anyClaim, type Claim, missing, NONE, opposite, type Verdict } from './claim.js';
import type { IdentitySources } from './identity-sources.js';
import { parsePolicy } from './parse.js';
import { type Asked, claimOf, eachStatement, type Place } from './statement.js';
import { NO, YES } from './tri.js';
import type { Explanation, PolicySource } from './types.js';

/** What a set of policies without principals says. */
export interface Sides {
  readonly allow: Claim[];
  readonly deny: Claim[];
}

/** The policies of user, groups and role. Deactivated ones are explained but not counted. */
export function identityClaims(
  sources: IdentitySources,
  root: string | undefined,
  asked: Asked,
  explain: Explanation[] | null,
): Sides {
  const sides: Sides = { allow: [], deny: [] };
  for (const fact of sources.missing) unread(sides, fact);
  for (const fact of sources.elsewhere) sides.allow.push(missing(fact));
  for (const { source, name, document, missing, deactivated } of sources.policies) {
    const place = placeOf(source, name, root);
    if (deactivated) {
      if (explain && document) explain.push(...explainDeactivated(document, place, asked));
    } else if (document) {
      addStatements(sides, document, place, asked, explain);
    } else {
      unread(sides, missing!);
      explain?.push({
        source,
        name,
        effect: 'unknown',
        matched: 'unknown',
        mismatches: [{ element: 'statement', reason: 'document-missing' }],
      });
    }
  }
  return sides;
}

function explainDeactivated(document: PolicyDocument, place: Place, asked: Asked): Explanation[] {
  const explain: Explanation[] = [];
  eachStatement(parsePolicy(document, place.kind), place, asked, explain, () => {});
  return explain.map((one) => ({ ...one, deactivated: true }));
}

/** A policy that nobody has read may allow or deny. */
function unread(sides: Sides, fact: string): void {
  sides.allow.push(missing(fact));
  sides.deny.push(missing(fact));
}

function placeOf(source: PolicySource, name: string, owner: string | undefined): Place {
  return { source, name, kind: 'identity', owner };
}

function addStatements(
  sides: Sides,
  document: PolicyDocument,
  place: Place,
  asked: Asked,
  explain: Explanation[] | null,
): void {
  eachStatement(parsePolicy(document, place.kind), place, asked, explain, (statement, match) => {
    const claim = claimOf(match.named, place, statement, match.open);
    if (statement.effect !== 'deny') sides.allow.push(claim);
    if (statement.effect !== 'allow') sides.deny.push(claim);
  });
}

/** One document that limits an identity: allowed only what it allows and does not deny. */
export interface Limit {
  /** Whether the request is inside; where it is not, what says so. */
  readonly inside: Verdict;
  /** Explicit denies of the document. */
  readonly deny: Verdict;
}

export const NO_LIMIT: Limit = { inside: ALWAYS, deny: NONE };

/** A permission boundary (CAM): a deny in it is outside, not more. */
export function boundaryLimit(
  boundary: IdentitySources['boundary'],
  root: string | undefined,
  asked: Asked,
  explain: Explanation[] | null,
): Limit {
  if (boundary === null) return NO_LIMIT;
  if ('missing' in boundary) return { ...NO_LIMIT, inside: anyClaim([missing(boundary.missing)]) };
  return limit(boundary.document, placeOf('boundary', boundary.name, root), asked, explain);
}

/** The policy of a temporary key (14048): rights are the intersection of the caller's and its own. */
export function sessionLimit(
  policy: PolicyDocument | null | 'unknown',
  root: string | undefined,
  asked: Asked,
  explain: Explanation[] | null,
): Limit {
  if (policy === null) return NO_LIMIT;
  // It cannot be read back, so no pointer would help.
  if (policy === 'unknown') return { ...NO_LIMIT, inside: anyClaim([missing()]) };
  return limit(policy, placeOf('session-policy', 'session', root), asked, explain);
}

function limit(document: PolicyDocument, place: Place, asked: Asked, explain: Explanation[] | null): Limit {
  const sides: Sides = { allow: [], deny: [] };
  addStatements(sides, document, place, asked, explain);
  const deny = anyClaim(sides.deny);
  const allow = anyClaim(sides.allow);
  const { source, name } = place;
  const outside: Verdict = { tri: NO, by: [{ tri: YES, decisive: { source, name }, open: {} }] };
  return { inside: allOf([opposite(deny), allow.tri === NO ? outside : allow]), deny };
}
