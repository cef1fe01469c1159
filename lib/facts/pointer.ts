import type { FactRequest } from './snapshot.js';

/** JSON Pointer (RFC 6901) of the given steps. */
export function pointer(...steps: readonly (string | number)[]): string {
  return steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

const BUCKET_FIELDS = {
  'bucket-acl': 'acl',
  'bucket-policy': 'policy',
  'bucket-cors': 'cors',
  'bucket-referer': 'referer',
  'bucket-strict-signature': 'strictSignature',
  'bucket-logging': 'logging',
  'bucket-versioning': 'versioning',
  'bucket-meta': 'region',
} as const;

/** The place of the snapshot that an answer to this request would fill first. */
export function pointerOf(want: FactRequest): string {
  switch (want.fact) {
    case 'object':
      return pointer('buckets', want.bucket, 'objects', want.key);
    case 'object-acl':
      return pointer('buckets', want.bucket, 'objects', want.key, 'acl');
    case 'user':
      return pointer('cam', 'users', want.uin, 'policies');
    case 'access-keys':
      return pointer('cam', 'users', want.uin, 'accessKeys');
    case 'key-index':
      return pointer('cam', 'complete');
    case 'role':
      return pointer('cam', 'roles', want.roleId);
    default:
      return pointer('buckets', want.bucket, BUCKET_FIELDS[want.fact]);
  }
}
