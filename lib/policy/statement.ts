import type { AskedAction } from './actions.js';
import type { Claim, Open } from './claim.js';
import type { Policy, PolicyKind, Statement } from './document.js';
import type { Identity } from './identity.js';
import { matchActions } from './match-action.js';
import { type Context, matchCondition } from './match-condition.js';
import { matchPrincipals, type PrincipalMatch } from './match-principal.js';
import { type AskedResource, matchResources } from './match-resource.js';
import type { MismatchReason } from './mismatches.js';
import { and, MAYBE, NO, or, shown, type Tri, YES } from './tri.js';
import type { Decisive, Explanation, Mismatch, PolicySource } from './types.js';
import { matches } from './wildcard.js';

/** Everything a statement is held against. */
export interface Asked {
  readonly identity: Identity;
  readonly action: AskedAction;
  readonly resource: AskedResource;
  readonly context: Context;
}

/** Where a policy stands and for whom it speaks. */
export interface Place {
  readonly source: PolicySource;
  readonly name: string;
  readonly kind: PolicyKind;
  /** Root account that the policy belongs to. */
  readonly owner: string | undefined;
}

export interface StatementMatch {
  /** The statement covers the request and names the identity (for identity policies: simply covers). */
  readonly named: Tri;
  /** The statement covers the request and speaks about everyone. */
  readonly everyone: Tri;
  readonly open: Open;
  readonly mismatches: readonly Mismatch[];
}

/** Compares one statement with a request. `explain`: find every mismatch; else stop at the first with `null`. */
function matchStatement(statement: Statement, place: Place, asked: Asked, explain: boolean): StatementMatch | null {
  const action = actionMatch(statement, asked, explain);
  if (action.tri === NO && !explain) return null;
  const resource = resourceMatch(statement, place, asked, explain);
  if (resource.tri === NO && !explain) return null;
  const whom = place.kind === 'bucket' ? principalMatch(statement, asked) : NAMED;
  if (or(whom.named, whom.everyone) === NO && !explain) return null;

  const found = new Findings(explain);
  let rest = and(found.note('action', action, asked.action.text), found.note('resource', resource));
  for (const test of statement.conditions)
    rest = and(rest, found.note('condition', matchCondition(test, asked.context)));
  for (const element of statement.unknown) {
    // Conditions that cannot be read have already spoken for themselves.
    if (element.reason.startsWith('condition-')) continue;
    const kind = element.reason === 'effect-unknown' ? 'effect' : 'statement';
    rest = and(rest, found.note(kind, { tri: MAYBE, reason: element.reason, expected: element.pointer || '/' }));
  }
  // A principal of unknown type may mean everyone, also where it names nobody.
  found.note('principal', { ...whom, tri: whom.everyone === MAYBE ? MAYBE : whom.named }, asked.identity.text);
  return {
    named: and(whom.named, rest),
    everyone: and(whom.everyone, rest),
    open: found.open(),
    mismatches: found.mismatches,
  };
}

const NAMED: PrincipalMatch = { named: YES, everyone: NO };

function principalMatch(statement: Statement, asked: Asked): PrincipalMatch {
  if (statement.principals === null) return { named: MAYBE, everyone: MAYBE, reason: 'principal-missing' };
  return matchPrincipals(statement.principals, asked.identity, asked.resource.owner);
}

function actionMatch(statement: Statement, asked: Asked, explain: boolean): Finding {
  if (statement.actions === null) return { tri: MAYBE, reason: 'action-missing' };
  return matchActions(statement.actions, asked.action, explain);
}

function resourceMatch(statement: Statement, place: Place, asked: Asked, explain: boolean): Finding {
  if (statement.resources === null) return { tri: MAYBE, reason: 'resource-missing' };
  return matchResources(statement.resources, asked.resource, place.owner, explain);
}

interface Finding {
  readonly tri: Tri;
  readonly reason?: MismatchReason;
  readonly expected?: string | undefined;
  readonly found?: string;
  readonly missing?: string;
}

class Findings {
  readonly mismatches: Mismatch[] = [];
  readonly #missing: string[] = [];
  #condition = false;

  constructor(private readonly explain: boolean) {}

  note(element: Mismatch['element'], finding: Finding, asked?: string): Tri {
    const { tri, reason, expected, missing, found = asked } = finding;
    if (this.explain && reason !== undefined) this.mismatches.push({ element, reason, expected, found });
    if (tri === MAYBE) {
      if (missing === undefined) this.#condition = true;
      else this.#missing.push(missing);
    }
    return tri;
  }

  open(): Open {
    return { condition: this.#condition, missing: this.#missing };
  }
}

type Named = Pick<Place, 'source' | 'name'>;

function decisiveOf(place: Named, statement: Statement): Decisive {
  return {
    source: place.source,
    name: place.name,
    statement: statement.number,
    ...(statement.sid === undefined ? {} : { sid: statement.sid }),
  };
}

export function claimOf(tri: Tri, place: Named, statement: Statement, open: Open): Claim {
  return { tri, decisive: decisiveOf(place, statement), open };
}

function explanationOf(place: Place, statement: Statement, match: StatementMatch): Explanation {
  const matched = or(match.named, match.everyone);
  // For a statement about everyone "names somebody else" is no mismatch but a remark; it stays only where it decides.
  const everyone = statement.principals?.some((principal) => principal.type === 'everyone') ?? false;
  return {
    ...decisiveOf(place, statement),
    effect: statement.effect,
    matched: shown(matched),
    mismatches: matched === YES ? [] : match.mismatches.filter((mismatch) => mismatch.reason !== 'principal-everyone'),
    ...(everyone ? { everyone } : {}),
    ...(statement.conditions.length > 0 ? { conditional: true } : {}),
    aboutCos: isAboutCos(statement),
  };
}

function isAboutCos(statement: Statement): boolean {
  const action = statement.actions?.some(
    ({ pattern }) => pattern.text.startsWith('cos:') || pattern.text.startsWith('*'),
  );
  const resource = statement.resources?.some(
    (pattern) => pattern.form !== 'segments' || matches(pattern.service, 'cos'),
  );
  return (action ?? true) && (resource ?? true);
}

/** All statements of a policy against a request; those that speak about it are visited. */
export function eachStatement(
  policy: Policy,
  place: Place,
  asked: Asked,
  explain: Explanation[] | null,
  visit: (statement: Statement, match: StatementMatch) => void,
): void {
  for (const statement of policy.statements) {
    const match = matchStatement(statement, place, asked, explain !== null);
    if (match === null) continue;
    explain?.push(explanationOf(place, statement, match));
    if (or(match.named, match.everyone) !== NO) visit(statement, match);
  }
}
