import type { AclClaims } from './acl-claims.js';
import type { BucketClaims } from './bucket-claims.js';
import { allOf, anyClaim, anyOf, type Claim, NONE, opposite, type Verdict } from './claim.js';
import type { Limit, Sides } from './identity-claims.js';
import { MAYBE, NO, YES } from './tri.js';
import type { Decision, DecisionReason, Decisive, PolicySource } from './types.js';

/** Everything that speaks for or against one request, sorted by what it may do. */
export interface Case {
  readonly anonymous: boolean;
  /** The root account of the bucket, or of the account for requests without a bucket. */
  readonly owner: Claim | null;
  /** The bucket belongs to another account than the identity; a claim names the fact that would tell. */
  readonly foreign: boolean | Claim;
  /** A foreign root needs no grant of its own side. */
  readonly needsOwnHalf: boolean;
  readonly bucket: BucketClaims;
  readonly acl: AclClaims;
  readonly identity: Sides;
  readonly boundary: Limit;
  readonly session: Limit;
}

export interface Outcome {
  readonly decision: Decision;
  readonly reason: DecisionReason;
  readonly decisive: readonly Decisive[];
  /** Facts that would tell, where the decision is unknown for want of them. */
  readonly missing?: readonly string[];
  /** What it would be if deny-everyone with a condition bound unsigned requests only. */
  readonly unsignedOnly?: Decision;
}

/** The flow of 35240: explicit deny, then the look as the identity or as if anonymous; one success is enough (E1-E10). */
export function decide(given: Case): Outcome {
  const { bucket, acl, identity, session } = given;
  const denyEveryone = anyClaim(bucket.denyEveryone);
  const publicly = anyOf([anyClaim(bucket.allowEveryone), anyClaim(acl.everyone)]);
  const asAnonymous = allOf([opposite(denyEveryone), publicly]);
  if (given.anonymous) {
    return denyEveryone.tri === YES ? refuse('explicit-deny', denyEveryone) : settle(asAnonymous, null);
  }

  const denied = anyOf([anyClaim(bucket.denyNamed), anyClaim(identity.deny), session.deny]);
  if (denied.tri === YES) return refuse('explicit-deny', denied);
  const asIdentity = allOf([session.inside, identityLook(given)]);
  const looks = anyOf([asIdentity, asAnonymous]);
  const disputed = anyClaim(bucket.denyEveryoneConditional);
  const allowed = allOf([opposite(denied), opposite(disputed), looks]);
  if (allowed.tri !== NO) {
    const outcome = settle(allowed, given.owner);
    if (disputed.tri === NO) return outcome;
    return { ...outcome, unsignedOnly: settle(allOf([opposite(denied), looks]), null).decision };
  }
  return whyNot(given, publicly, denyEveryone);
}

/** What the identity may do by itself, without a session policy. */
function identityLook(given: Case): Verdict {
  const { bucket, acl, identity, boundary, foreign } = given;
  if (given.owner) return { tri: YES, by: [given.owner] };
  const granted = anyOf([anyClaim(bucket.allowNamed), anyClaim(acl.named)]);
  const own = allOf([boundary.inside, anyClaim(identity.allow)]);
  if (foreign === true) return given.needsOwnHalf ? allOf([granted, own]) : granted;
  if (foreign) {
    const inside = allOf([anyClaim([foreign]), anyOf([granted, own])]);
    return anyOf([given.needsOwnHalf ? allOf([granted, own]) : granted, inside]);
  }
  return anyOf([own, beyondBoundary(granted, boundary)]);
}

/** A boundary limits identity policies; whether it also limits what a bucket grants is open (contract 6). */
function beyondBoundary(granted: Verdict, boundary: Limit): Verdict {
  if (boundary.inside.tri === YES) return granted;
  if (boundary.inside.tri === MAYBE) return allOf([boundary.inside, granted]);
  return allOf([{ tri: MAYBE, by: [{ tri: MAYBE, open: { boundary: true } }] }, granted]);
}

function refuse(reason: DecisionReason, verdict: Verdict): Outcome {
  return { decision: 'deny', reason, decisive: decisiveOf(verdict.by) };
}

function whyNot(given: Case, publicly: Verdict, denyEveryone: Verdict): Outcome {
  // The public grant would have let a signed request in as well, had everyone not been denied.
  if (publicly.tri === YES) return refuse('explicit-deny', denyEveryone);
  const granted = anyOf([anyClaim(given.bucket.allowNamed), anyClaim(given.acl.named)]);
  if (given.foreign === true && granted.tri === NO) return refuse('cross-account-not-granted', NONE);
  const { inside } = given.boundary;
  if (inside.tri === NO && anyClaim(given.identity.allow).tri !== NO) return refuse('boundary', inside);
  return refuse('implicit-deny', NONE);
}

/** Turns allowed or open into an outcome; `owner`: the rule that comes before every policy. */
function settle(allowed: Verdict, owner: Claim | null): Outcome {
  if (allowed.tri === NO) return refuse('implicit-deny', NONE);
  if (allowed.tri === MAYBE) return open(allowed);
  if (owner && allowed.by.includes(owner)) return { decision: 'allow', reason: 'owner', decisive: decisiveOf([owner]) };
  // A boundary or session policy only lets pass what something else has granted.
  const by = decisiveOf(allowed.by).filter((one) => one.source !== 'boundary' && one.source !== 'session-policy');
  const policies = by.filter((one) => !isAcl(one.source));
  if (policies.length > 0) return { decision: 'allow', reason: 'policy-allow', decisive: policies };
  return { decision: 'allow', reason: 'acl-allow', decisive: by };
}

function isAcl(source: PolicySource): boolean {
  return source === 'bucket-acl' || source === 'object-acl';
}

function open(verdict: Verdict): Outcome {
  const opens = verdict.by.map((claim) => claim.open);
  const reason = opens.some((one) => one.condition)
    ? 'unknown-condition'
    : opens.some((one) => one.boundary)
      ? 'boundary'
      : 'unknown-fact';
  const facts = [...new Set(opens.flatMap((one) => one.missing ?? []))].sort();
  const decisive = decisiveOf(verdict.by);
  return { decision: 'unknown', reason, decisive, ...(facts.length > 0 ? { missing: facts } : {}) };
}

function decisiveOf(claims: readonly Claim[]): Decisive[] {
  const seen = new Map<string, Decisive>();
  for (const { decisive } of claims) {
    if (decisive) seen.set(`${decisive.source} ${decisive.name} ${decisive.statement}`, decisive);
  }
  return [...seen.values()];
}
