import type { Snapshot } from '../facts/snapshot.js';
import { type AclClaims, aclClaims } from './acl-claims.js';
import { askedAction } from './actions.js';
import { bucketClaims, noBucketClaims } from './bucket-claims.js';
import { type Claim, missing } from './claim.js';
import { type Case, decide, type Outcome } from './decide.js';
import { summaryOf } from './explain.js';
import { type Identity, ownerOfAccount, readIdentity } from './identity.js';
import { boundaryLimit, identityClaims, sessionLimit } from './identity-claims.js';
import { attach, type IdentitySources, identitySources, isOfSnapshot, NO_SOURCES } from './identity-sources.js';
import { readContext } from './match-condition.js';
import type { AskedResource } from './match-resource.js';
import { own, pointer } from './pointer.js';
import type { Asked } from './statement.js';
import { YES } from './tri.js';
import type {
  Decision,
  DecisionReason,
  Explanation,
  Simulation,
  SimulationOptions,
  SimulationRequest,
} from './types.js';

/**
 * Would the request be allowed, and what decides: the evaluation flow of page 35240 with the readings of contract 6.
 * Pure; unknown facts and undecidable statements make the answer `unknown` only where they decide.
 */
export function simulate(request: SimulationRequest, snapshot: Snapshot, options: SimulationOptions = {}): Simulation {
  const explain: Explanation[] | null = options.explain === false ? null : [];
  const asked = ask(request, snapshot);
  const { identity, action, resource } = asked;
  const anonymous = identity.type === 'anonymous';
  const account = resource.bucket === null ? ofRequester(identity) : resource.owner;
  const foreign = isForeign(identity, account);
  const owner = identity.type === 'root' && foreign === false ? ownerClaim(identity.root, explain) : null;

  // Root may always put the bucket policy, or it could lock itself out for good (45235).
  const unchecked = owner !== null && action.name === 'putbucketpolicy';
  const root = 'root' in identity ? identity.root : undefined;
  const sources = identity.type === 'anonymous' ? NO_SOURCES : sourcesOf(identity, snapshot, options);
  const acl = aclClaims(asked, snapshot, options.assumeInherits === true, explain);
  const outcome = decide({
    anonymous,
    owner,
    foreign,
    needsOwnHalf: identity.type !== 'root',
    bucket: unchecked ? noBucketClaims() : bucketClaims(asked, snapshot, options.extraPolicies?.bucketPolicy, explain),
    acl,
    identity: identityClaims(sources, root, asked, explain),
    boundary: boundaryLimit(sources.boundary, root, asked, explain),
    session: sessionLimit(anonymous ? null : (options.sessionPolicy ?? null), root, asked, explain),
  } satisfies Case);
  return finish(request, asked, outcome, explain, acl);
}

/** Whether the resource belongs to another account; a claim names the fact that would tell. */
function isForeign(identity: Identity, account: string | undefined): boolean | Claim {
  if (!('root' in identity)) return missing('/cam/users');
  return account === undefined ? missing('/account/ownerUin') : account !== identity.root;
}

type SignedIdentity = Exclude<Identity, { type: 'anonymous' }>;

/** GetService and the like concern the caller's own account. */
function ofRequester(identity: Identity): string | undefined {
  return 'root' in identity ? identity.root : undefined;
}

function ownerClaim(root: string, explain: Explanation[] | null): Claim {
  const decisive = { source: 'owner', name: root } as const;
  explain?.push({ ...decisive, effect: 'allow', matched: true, mismatches: [] });
  return { tri: YES, decisive, open: {} };
}

function ask(request: SimulationRequest, snapshot: Snapshot): Asked {
  const action = askedAction(request.action, request.key);
  const bucket = request.bucket;
  const facts = bucket === null ? undefined : own(snapshot.buckets, bucket);
  const appId = bucket === null ? '' : bucket.slice(bucket.lastIndexOf('-') + 1);
  const owner = ownerOfBucket(facts?.ownerUin, appId, snapshot);
  const key = action.level === 'object' ? request.key : null;
  const resource: AskedResource = {
    action: action.text,
    level: action.level,
    bucket,
    key,
    path: bucket === null ? '*' : `${bucket}/${key ?? ''}`,
    account: `uid/${appId}`,
    region: facts?.region,
    owner,
  };
  return {
    identity: readIdentity(request.requester, snapshot),
    action,
    resource,
    context: readContext(request.context),
  };
}

/** As the snapshot says; else the account whose APPID ends the bucket's name. */
function ownerOfBucket(written: string | undefined, appId: string, snapshot: Snapshot): string | undefined {
  if (written !== undefined) return written;
  const ours = snapshot.account.appId === undefined || snapshot.account.appId === appId;
  return ours ? ownerOfAccount(snapshot) : undefined;
}

function sourcesOf(identity: SignedIdentity, snapshot: Snapshot, options: SimulationOptions): IdentitySources {
  const read = readSources(identity, snapshot);
  const extra = options.extraPolicies?.identityPolicies;
  if (!extra) return read;
  const policies = [...read.policies];
  attach(policies, identity.type === 'role' ? 'role-policy' : 'user-policy', extra, () => '/extra');
  return { ...read, policies };
}

function readSources(identity: SignedIdentity, snapshot: Snapshot): IdentitySources {
  if (identity.type === 'key') return { ...NO_SOURCES, missing: ['/cam/users'] };
  if (isOfSnapshot(identity, snapshot)) return identitySources(identity, snapshot);
  if (identity.type === 'root') return { ...NO_SOURCES, elsewhere: ['/account/ownerUin'] };
  // The policies of another account cannot be read (38648).
  const kind = identity.type === 'role' ? 'roles' : 'users';
  return { ...NO_SOURCES, elsewhere: [pointer('cam', kind, identity.id)] };
}

function finish(
  request: SimulationRequest,
  asked: Asked,
  outcome: Outcome,
  explain: readonly Explanation[] | null,
  acl: AclClaims,
): Simulation {
  const { unsignedOnly } = outcome;
  return {
    ...(request.id === undefined ? {} : { id: request.id }),
    decision: outcome.decision,
    reason: outcome.reason,
    decisive: outcome.decisive,
    explain: explain ?? [],
    ...(outcome.missing ? { missing: outcome.missing } : {}),
    ...(acl.assumed.length > 0 && !DECIDED_BEFORE_ACLS.has(outcome.reason) ? { assumed: acl.assumed } : {}),
    ...(unsignedOnly === undefined ? {} : { readings: readingsOf(unsignedOnly) }),
    summary: explain === null ? { en: outcome.reason, zh: outcome.reason } : summaryOf(asked, outcome, explain),
  };
}

/** Reasons that hold whatever an ACL says. */
const DECIDED_BEFORE_ACLS = new Set<DecisionReason>(['owner', 'policy-allow', 'explicit-deny']);

/** E6 against the console's own examples: does deny-everyone with a condition bind signed requests? */
function readingsOf(unsignedOnly: Decision): NonNullable<Simulation['readings']> {
  return [
    { reading: 'deny-everyone-binds-signed-requests', decision: 'deny' },
    { reading: 'deny-everyone-binds-unsigned-requests-only', decision: unsignedOnly },
  ];
}
