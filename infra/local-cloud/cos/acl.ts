import type { Grant } from '../../../lib/facts/snapshot.js';
import { rootGrantee } from '../build-state.js';
import type { BucketContext, CosContext, CosResponse, ObjectContext } from './context.js';
import { XML } from './context.js';
import { CosError } from './errors.js';
import { findVersion } from './object-read.js';
import { node, type Parsed, parseXml, renderXml } from './xml.js';

export const ALL_USERS = 'http://cam.qcloud.com/groups/global/AllUsers';
export const AUTHENTICATED_USERS = 'http://cam.qcloud.com/groups/global/AuthenticatedUsers';

const BUCKET_CANNED = ['private', 'public-read', 'public-read-write', 'authenticated-read'];
const OBJECT_CANNED = [
  'default',
  'private',
  'public-read',
  'authenticated-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
];
const GRANT_HEADERS = {
  'x-cos-grant-read': 'READ',
  'x-cos-grant-write': 'WRITE',
  'x-cos-grant-read-acp': 'READ_ACP',
  'x-cos-grant-write-acp': 'WRITE_ACP',
  'x-cos-grant-full-control': 'FULL_CONTROL',
} as const;

/** Expands a canned ACL (5.2). `null`: the object has none of its own. */
export function cannedGrants(canned: string, ownerUin: string, level: 'bucket' | 'object'): Grant[] | null {
  if (!(level === 'bucket' ? BUCKET_CANNED : OBJECT_CANNED).includes(canned)) {
    throw new CosError('InvalidArgument', `${level === 'bucket' ? 'bucket' : 'object'} acl ${canned} is not supported`);
  }
  const owner = { grantee: rootGrantee(ownerUin), permission: 'FULL_CONTROL' };
  switch (canned) {
    case 'default':
      return null;
    case 'public-read':
      return [owner, { grantee: ALL_USERS, permission: 'READ' }];
    case 'public-read-write':
      return [owner, { grantee: ALL_USERS, permission: 'READ' }, { grantee: ALL_USERS, permission: 'WRITE' }];
    case 'authenticated-read':
      return [owner, { grantee: AUTHENTICATED_USERS, permission: 'READ' }];
    default:
      return [owner];
  }
}

/** The ACL that headers ask for; `undefined` when they do not mention one. The owner needs no grant to be the owner (30583). */
export function grantsFromHeaders(
  headers: Readonly<Record<string, string>>,
  ownerUin: string,
  level: 'bucket' | 'object',
): Grant[] | null | undefined {
  const canned = headers['x-cos-acl'] || undefined;
  const named: Grant[] = [];
  for (const [header, permission] of Object.entries(GRANT_HEADERS)) {
    const value = headers[header];
    if (value === undefined) continue;
    if (level === 'object' && permission === 'WRITE') continue;
    for (const part of value.split(',')) {
      // An empty header grants nobody; the vendor's SDK sends it so.
      if (part.trim() === '') continue;
      const uin = /^\s*(?:id|uin)\s*=\s*"(?:qcs::cam::uin\/)?(\d+)(?::uin\/(\d+))?"\s*$/.exec(part);
      if (!uin) throw new CosError('InvalidArgument', `${header} is not a list of id="<uin>"`);
      named.push({ grantee: `qcs::cam::uin/${uin[1]}:uin/${uin[2] ?? uin[1]}`, permission });
    }
  }
  if (canned === undefined && named.length === 0) return undefined;
  const base = canned === undefined ? null : cannedGrants(canned, ownerUin, level);
  if (named.length === 0) return base;
  // Beside named grants a private ACL adds nothing: the owner is listed only where it stands alone.
  return [...(base !== null && base.length > 1 ? base : []), ...named];
}

/** Reads an AccessControlPolicy document. It is kept as it came: the owner needs no grant in it to be the owner (30583). */
function grantsFromXml(body: Buffer): Grant[] {
  const root = parseXml(body, 'AccessControlPolicy');
  const grants = (root.first('AccessControlList')?.all('Grant') ?? []).map(readGrant);
  if (grants.length > 100) throw new CosError('MalformedACLError');
  return grants;
}

function readGrant(grant: Parsed): Grant {
  const permission = grant.value('Permission') ?? '';
  const grantee = grant.first('Grantee')?.value('URI') ?? grant.first('Grantee')?.value('ID');
  if (!grantee || !['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL'].includes(permission)) {
    throw new CosError('MalformedACLError');
  }
  return { grantee, permission };
}

function cannedName(grants: readonly Grant[] | null, ownerUin: string): string | null {
  if (grants === null) return 'default';
  const others = grants
    .filter((grant) => grant.grantee !== rootGrantee(ownerUin))
    .map((g) => `${g.grantee} ${g.permission}`);
  const key = others.sort().join(',');
  const names: Record<string, string> = {
    '': 'private',
    [`${ALL_USERS} READ`]: 'public-read',
    [`${ALL_USERS} READ,${ALL_USERS} WRITE`]: 'public-read-write',
    [`${ALL_USERS} FULL_CONTROL`]: 'public-read-write',
    [`${AUTHENTICATED_USERS} READ`]: 'authenticated-read',
  };
  return names[key] ?? null;
}

function answerAcl(grants: readonly Grant[], ownerUin: string, canned: string | null): CosResponse {
  const xsi = { 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance' };
  const owner = rootGrantee(ownerUin);
  const document = node('AccessControlPolicy', [
    node('Owner', [node('ID', owner), node('DisplayName', owner)]),
    node(
      'AccessControlList',
      grants.map(({ grantee, permission }) =>
        node('Grant', [
          grantee.startsWith('qcs:')
            ? node('Grantee', [node('ID', grantee), node('DisplayName', grantee)], {
                ...xsi,
                'xsi:type': 'CanonicalUser',
              })
            : node('Grantee', [node('URI', grantee)], { ...xsi, 'xsi:type': 'Group' }),
          node('Permission', permission),
        ]),
      ),
    ),
  ]);
  return { status: 200, headers: { ...XML, ...(canned ? { 'x-cos-acl': canned } : {}) }, body: renderXml(document) };
}

export function getBucketAcl({ bucket }: BucketContext): CosResponse {
  return answerAcl(bucket.grants, bucket.ownerUin, cannedName(bucket.grants, bucket.ownerUin));
}

export function putBucketAcl(context: BucketContext): CosResponse {
  const { bucket, headers } = context;
  bucket.grants = requestedGrants(context, grantsFromHeaders(headers, bucket.ownerUin, 'bucket')) ?? [];
  return { status: 200 };
}

/** An object that inherits shows the owner only, marked `default` (4.2). */
export function getObjectAcl(context: ObjectContext): CosResponse {
  const { bucket } = context;
  const version = findVersion(context);
  const shown = version.grants ?? [{ grantee: rootGrantee(bucket.ownerUin), permission: 'FULL_CONTROL' }];
  return answerAcl(shown, bucket.ownerUin, cannedName(version.grants, bucket.ownerUin));
}

export function putObjectAcl(context: ObjectContext): CosResponse {
  const { bucket, headers } = context;
  const version = findVersion(context);
  version.grants = requestedGrants(context, grantsFromHeaders(headers, bucket.ownerUin, 'object'));
  return { status: 200 };
}

function requestedGrants(context: CosContext, fromHeaders: Grant[] | null | undefined): Grant[] | null {
  if (fromHeaders !== undefined) return fromHeaders;
  if (context.body.length === 0) throw new CosError('MalformedACLError');
  return grantsFromXml(context.body);
}
