import type { AskedAction } from './actions.js';

/** What a grant must contain for an action, and in which list: the tables of 30583. */
export interface AclNeed {
  /** Permission wanted in the bucket's list; null: the bucket's list does not decide. */
  readonly bucket: string | null;
  /** Permission wanted in the object's own list; null: objects have no say. */
  readonly object: string | null;
}

const need = (names: readonly string[], bucket: string | null, object: string | null): [string, AclNeed][] =>
  names.map((name) => [name, { bucket, object }]);

/**
 * 30583. READ of a bucket lists it, which covers GetBucket; WRITE also deletes objects, whatever the object's own list says.
 * READ of a bucket reaches objects that inherit; of the other permissions only FULL_CONTROL does (contract 6).
 */
const NEEDS: ReadonlyMap<string, AclNeed> = new Map([
  ...need(['headbucket', 'getbucketobjectversions', 'listmultipartuploads', 'getbucket'], 'READ', null),
  ...need(
    [
      'putobject',
      'putobjectcopy',
      'copyobject',
      'postobject',
      'initiatemultipartupload',
      'uploadpart',
      'uploadpartcopy',
      'completemultipartupload',
      'deleteobject',
      'deletemultipleobjects',
      'deleteobjects',
    ],
    'WRITE',
    null,
  ),
  ...need(['getbucketacl'], 'READ_ACP', null),
  ...need(['putbucketacl'], 'WRITE_ACP', null),
  ...need(['getobject', 'getobjectversion', 'headobject'], 'READ', 'READ'),
  ...need(['getobjectacl', 'getobjectversionacl'], null, 'READ_ACP'),
  ...need(['putobjectacl', 'putobjectversionacl'], null, 'WRITE_ACP'),
]);

/** `undefined`: no ACL permission covers the action. */
export function aclNeed(action: AskedAction): AclNeed | undefined {
  return NEEDS.get(action.name);
}

/** The permissions that exist; an object has no WRITE, where it is written it has no effect. */
export const PERMISSIONS = new Set(['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL']);
