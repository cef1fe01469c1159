import type { PolicyDocument, Snapshot } from '../facts/snapshot.js';
import { type Claim, missing } from './claim.js';
import { parsePolicy } from './parse.js';
import { own, pointer } from './pointer.js';
import { type Asked, claimOf, eachStatement, type Place } from './statement.js';
import { MAYBE, NO } from './tri.js';
import type { Explanation } from './types.js';

/** What the bucket policy says, by whom it speaks about (35240, E5-E8). */
export interface BucketClaims {
  readonly allowNamed: Claim[];
  readonly denyNamed: Claim[];
  readonly allowEveryone: Claim[];
  readonly denyEveryone: Claim[];
  /** Deny-everyone with a condition that hits: whether it binds signed requests is contradictory (contract 6). */
  readonly denyEveryoneConditional: Claim[];
}

export function noBucketClaims(): BucketClaims {
  return { allowNamed: [], denyNamed: [], allowEveryone: [], denyEveryone: [], denyEveryoneConditional: [] };
}

export function bucketClaims(
  asked: Asked,
  snapshot: Snapshot,
  extra: PolicyDocument | undefined,
  explain: Explanation[] | null,
): BucketClaims {
  const claims = noBucketClaims();
  const bucket = asked.resource.bucket;
  if (bucket === null) return claims;
  const facts = own(snapshot.buckets, bucket);
  const place: Place = { source: 'bucket-policy', name: bucket, kind: 'bucket', owner: asked.resource.owner };
  if (facts?.policy) addStatements(claims, facts.policy, place, asked, explain);
  // A bucket that is being created has no policy yet.
  else if (facts?.policy === undefined && !(facts === undefined && asked.action.name === 'putbucket')) {
    const fact = missing(facts ? pointer('buckets', bucket, 'policy') : pointer('buckets', bucket));
    claims.allowNamed.push(fact);
    claims.denyNamed.push(fact);
    claims.allowEveryone.push(fact);
    claims.denyEveryone.push(fact);
  }
  if (extra) addStatements(claims, extra, { ...place, name: `${bucket} (proposed)` }, asked, explain);
  return claims;
}

function addStatements(
  claims: BucketClaims,
  document: PolicyDocument,
  place: Place,
  asked: Asked,
  explain: Explanation[] | null,
): void {
  eachStatement(parsePolicy(document, 'bucket'), place, asked, explain, (statement, match) => {
    const named = claimOf(match.named, place, statement, match.open);
    const everyone = claimOf(match.everyone, place, statement, match.open);
    if (statement.effect !== 'deny') {
      claims.allowNamed.push(named);
      claims.allowEveryone.push(everyone);
    }
    if (statement.effect !== 'allow') {
      claims.denyNamed.push(named);
      claims.denyEveryone.push(everyone);
      if (match.everyone !== NO && statement.conditions.length > 0) {
        claims.denyEveryoneConditional.push(claimOf(MAYBE, place, statement, { ...match.open, condition: true }));
      }
    }
  });
}
