/** What an action is granted on: `*`, a bucket, or an object. */
export type ActionLevel = 'service' | 'bucket' | 'object';

/** One operation of the operation list (10111): its normalised event name, the action that guards it, and what it is granted on. */
export interface ActionRow {
  /** Lower-case letters and digits of `eventName`. */
  readonly event: string;
  readonly aliases?: readonly string[];
  /** Without `name/cos:`. */
  readonly action: string;
  readonly level: ActionLevel;
  /** Further actions that the operation needs, on another resource or under a second spelling. */
  readonly also?: readonly string[];
  /** Documentation page; `inferred` where the name follows from its neighbours. */
  readonly source: '10111' | '31923' | 'inferred';
}

/** Sub-resources of a bucket that can be read, set and removed, with the spelling of the action. */
const SETTINGS = [
  ['acl', 'ACL', 'pg'],
  ['policy', 'Policy', 'pgd'],
  ['cors', 'CORS', 'pgd'],
  ['lifecycle', 'Lifecycle', 'pgd'],
  ['referer', 'Referer', 'pgd'],
  ['logging', 'Logging', 'pg'],
  ['tagging', 'Tagging', 'pgd'],
  ['versioning', 'Versioning', 'pg'],
  ['website', 'Website', 'pgd'],
  ['replication', 'Replication', 'pgd'],
  ['inventory', 'Inventory', 'pgd'],
  ['domain', 'Domain', 'pgd'],
  ['domaincertificate', 'DomainCertificate', 'pgd'],
  ['encryption', 'Encryption', 'pgd'],
  ['origin', 'Origin', 'pgd'],
  ['accelerate', 'Accelerate', 'pg'],
  ['notification', 'Notification', 'pg'],
  ['intelligenttiering', 'IntelligentTiering', 'pg'],
  ['objectlockconfiguration', 'ObjectLockConfiguration', 'pg'],
  ['strictsignature', 'StrictSignature', 'pgd'],
] as const;
const VERBS = { p: ['put', 'Put'], g: ['get', 'Get'], d: ['delete', 'Delete'] } as const;
const INFERRED_SETTINGS: ReadonlySet<string> = new Set(['objectlockconfiguration', 'strictsignature']);

const settings: readonly ActionRow[] = SETTINGS.flatMap(([event, name, verbs]) =>
  (['p', 'g', 'd'] as const)
    .filter((verb) => verbs.includes(verb))
    .map((verb) => ({
      event: `${VERBS[verb][0]}bucket${event}`,
      action: `${VERBS[verb][1]}Bucket${name}`,
      level: 'bucket' as const,
      source: INFERRED_SETTINGS.has(event) ? ('inferred' as const) : ('10111' as const),
    })),
);

/** Every operation whose event name is known or follows from the operation list. The single source of actions. */
export const ACTION_TABLE: readonly ActionRow[] = [
  { event: 'getservice', aliases: ['listbuckets'], action: 'GetService', level: 'service', source: '10111' },
  { event: 'putbucket', aliases: ['createbucket'], action: 'PutBucket', level: 'bucket', source: '10111' },
  { event: 'headbucket', action: 'HeadBucket', level: 'bucket', source: '10111' },
  {
    event: 'getbucket',
    aliases: ['listobjects', 'getbucketlistobjects', 'listobjectsv2'],
    action: 'GetBucket',
    level: 'bucket',
    source: '10111',
  },
  { event: 'deletebucket', action: 'DeleteBucket', level: 'bucket', source: '10111' },
  {
    event: 'getbucketobjectversions',
    aliases: ['listobjectversions'],
    action: 'GetBucketObjectVersions',
    level: 'bucket',
    source: '10111',
  },
  { event: 'listmultipartuploads', action: 'ListMultipartUploads', level: 'bucket', source: '10111' },
  ...settings,
  {
    event: 'listbucketinventoryconfigurations',
    aliases: ['listbucketinventory'],
    action: 'ListBucketInventory',
    level: 'bucket',
    source: 'inferred',
  },
  { event: 'postbucketinventory', action: 'PostBucketInventory', level: 'bucket', source: 'inferred' },
  { event: 'getbucketlocation', action: 'GetBucketLocation', level: 'bucket', source: '31923' },
  { event: 'getbucketaccessmonitor', action: 'GetBucketAccessMonitor', level: 'bucket', source: '31923' },
  { event: 'getobject', action: 'GetObject', level: 'object', source: '10111' },
  { event: 'headobject', action: 'HeadObject', level: 'object', source: '10111' },
  { event: 'putobject', action: 'PutObject', level: 'object', source: '10111' },
  { event: 'postobject', action: 'PostObject', level: 'object', source: '10111' },
  { event: 'appendobject', action: 'AppendObject', level: 'object', source: '10111' },
  {
    event: 'putobjectcopy',
    aliases: ['copyobject'],
    action: 'PutObject',
    also: ['GetObject'],
    level: 'object',
    source: '31923',
  },
  { event: 'deleteobject', action: 'DeleteObject', level: 'object', source: '10111' },
  {
    event: 'deletemultipleobjects',
    aliases: ['deleteobjects', 'postmultipleobjects'],
    action: 'DeleteObject',
    also: ['DeleteMultipleObjects'],
    level: 'object',
    source: '31923',
  },
  { event: 'optionsobject', action: 'OptionsObject', level: 'object', source: '10111' },
  { event: 'getobjectacl', action: 'GetObjectACL', level: 'object', source: '10111' },
  { event: 'putobjectacl', action: 'PutObjectACL', level: 'object', source: '10111' },
  {
    event: 'postobjectrestore',
    aliases: ['restoreobject'],
    action: 'PostObjectRestore',
    level: 'object',
    source: '10111',
  },
  { event: 'putobjecttagging', action: 'PutObjectTagging', level: 'object', source: '10111' },
  { event: 'getobjecttagging', action: 'GetObjectTagging', level: 'object', source: '10111' },
  { event: 'deleteobjecttagging', action: 'DeleteObjectTagging', level: 'object', source: '10111' },
  { event: 'getobjectretention', action: 'GetObjectRetention', level: 'object', source: 'inferred' },
  { event: 'initiatemultipartupload', action: 'InitiateMultipartUpload', level: 'object', source: '10111' },
  { event: 'uploadpart', action: 'UploadPart', level: 'object', source: '10111' },
  {
    event: 'uploadpartcopy',
    action: 'UploadPartCopy',
    also: ['UploadPart', 'GetObject'],
    level: 'object',
    source: '31923',
  },
  { event: 'completemultipartupload', action: 'CompleteMultipartUpload', level: 'object', source: '10111' },
  { event: 'abortmultipartupload', action: 'AbortMultipartUpload', level: 'object', source: '10111' },
  { event: 'listparts', action: 'ListParts', level: 'object', source: '10111' },
  {
    event: 'selectobjectcontent',
    aliases: ['postselectobject'],
    action: 'GetObject',
    level: 'object',
    source: 'inferred',
  },
];

/** Sub-resource of the query → the bucket operation it belongs to (without the verb), where a name differs from `Bucket<Sub>`. */
export const BUCKET_SUBRESOURCES: Readonly<Record<string, string>> = Object.fromEntries([
  ...SETTINGS.map(([event, name]) => [event, `Bucket${name}`]),
  ['strict-signature', 'BucketStrictSignature'],
  ['intelligent-tiering', 'BucketIntelligentTiering'],
  ['object-lock', 'BucketObjectLockConfiguration'],
  ['location', 'BucketLocation'],
  ['accessmonitor', 'BucketAccessMonitor'],
]);
