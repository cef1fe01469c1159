import { allow, bucketItself, objects, type RoleScope, type RoleStatement } from './statement.js';

/** Reads log objects as they are delivered. */
export const readLogs = (scope: RoleScope): RoleStatement =>
  allow(
    ['name/cos:GetObject'],
    scope.logs.map((log) => objects(scope, log.bucket, log.prefix)),
  );

/** Finds log objects that no trigger told of. */
export const listLogs = (scope: RoleScope): RoleStatement =>
  allow(
    ['name/cos:GetBucket', 'name/cos:HeadBucket'],
    scope.logs.map((log) => bucketItself(scope, log.bucket)),
  );

/** Keeps its own state, and nothing else. */
export const ownState = (scope: RoleScope): readonly RoleStatement[] => [
  allow(
    ['name/cos:GetObject', 'name/cos:HeadObject', 'name/cos:PutObject', 'name/cos:DeleteObject'],
    [objects(scope, scope.state.bucket, scope.state.prefix)],
  ),
  allow(['name/cos:GetBucket', 'name/cos:HeadBucket'], [bucketItself(scope, scope.state.bucket)]),
];

/** Settings of the buckets whose 403s are explained (4.1). */
export const readSettings = (scope: RoleScope): RoleStatement =>
  allow(
    [
      'name/cos:HeadBucket',
      'name/cos:GetBucketACL',
      'name/cos:GetBucketPolicy',
      'name/cos:GetBucketCORS',
      'name/cos:GetBucketReferer',
      'name/cos:GetBucketLogging',
      'name/cos:GetBucketVersioning',
      'name/cos:GetBucketStrictSignature',
      'name/cos:HeadObject',
      'name/cos:GetObjectACL',
    ],
    scope.watch.map((bucket) => bucketItself(scope, bucket)),
  );

/** When a bucket was created tells whether the rules of 2024 hold; operation level, so `*` (5.4). */
export const listBuckets = (): RoleStatement => allow(['name/cos:GetService'], ['*']);

/**
 * Keys, policies, groups, roles and boundaries of the account's users; resource-level limits are not documented.
 * QueryApiKey is the one call that still shows deleted keys.
 */
export const readCam = (): RoleStatement =>
  allow(
    [
      'cam:GetUserAppId',
      'cam:ListAccounts',
      'cam:ListAccessKeys',
      'cam:DescribeSubAccounts',
      'cam:ListAttachedUserAllPolicies',
      'cam:ListAttachedRolePolicies',
      'cam:GetPolicy',
      'cam:GetUserPermissionBoundary',
      'cam:GetRolePermissionBoundary',
      'cam:GetRole',
      'sts:QueryApiKey',
    ],
    ['*'],
  );

/** A snapshot lists the roles; a diagnosis knows which one it asks for. */
export const listRoles = (): RoleStatement => allow(['cam:DescribeRoleList'], ['*']);

/** Who am I: own requests are left out of the counts. Everybody seems to be allowed to ask, but no page says so. */
export const knowItself = (): RoleStatement => allow(['sts:GetCallerIdentity'], ['*']);

export const sendMail = (): RoleStatement => allow(['ses:SendEmail'], ['*']);
