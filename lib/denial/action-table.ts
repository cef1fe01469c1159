/** Sub-resources of a bucket that can be put (p), got (g) and deleted (d), with the spelling of the action (10111). */
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
  // The names of these two follow from their neighbours.
  ['objectlockconfiguration', 'ObjectLockConfiguration', 'pg'],
  ['strictsignature', 'StrictSignature', 'pgd'],
] as const;
const VERBS = [
  ['p', 'Put'],
  ['g', 'Get'],
  ['d', 'Delete'],
] as const;

const settings = SETTINGS.flatMap(([, name, verbs]) =>
  VERBS.filter(([letter]) => verbs.includes(letter)).map(([, verb]) => `${verb}Bucket${name}`),
);

/** Operations whose action is their own title (10111, 31923), among them some whose name follows from their neighbours. */
const TITLES = [
  'GetService',
  'PutBucket',
  'HeadBucket',
  'GetBucket',
  'DeleteBucket',
  'GetBucketObjectVersions',
  'ListMultipartUploads',
  ...settings,
  'PostBucketInventory',
  'GetBucketLocation',
  'GetBucketAccessMonitor',
  'GetObject',
  'HeadObject',
  'PutObject',
  'PostObject',
  'AppendObject',
  'DeleteObject',
  'OptionsObject',
  'GetObjectACL',
  'PutObjectACL',
  'PostObjectRestore',
  'PutObjectTagging',
  'GetObjectTagging',
  'DeleteObjectTagging',
  'GetObjectRetention',
  'InitiateMultipartUpload',
  'UploadPart',
  'UploadPartCopy',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
  'ListParts',
];

/** Other names that a log may give an operation, and operations that another action guards (copying and deleting many: 31923). */
const OTHER_NAMES = {
  listbuckets: 'GetService',
  createbucket: 'PutBucket',
  listobjects: 'GetBucket',
  getbucketlistobjects: 'GetBucket',
  listobjectsv2: 'GetBucket',
  listobjectversions: 'GetBucketObjectVersions',
  listbucketinventoryconfigurations: 'ListBucketInventory',
  listbucketinventory: 'ListBucketInventory',
  putobjectcopy: 'PutObject',
  copyobject: 'PutObject',
  deletemultipleobjects: 'DeleteObject',
  deleteobjects: 'DeleteObject',
  postmultipleobjects: 'DeleteObject',
  restoreobject: 'PostObjectRestore',
  selectobjectcontent: 'GetObject',
  postselectobject: 'GetObject',
};

/** Event name in lower-case letters and digits → the action that guards it, without `name/cos:`. The single source of actions. */
export const ACTION_OF_EVENT: ReadonlyMap<string, string> = new Map([
  ...TITLES.map((title) => [title.toLowerCase(), title] as const),
  ...Object.entries(OTHER_NAMES),
]);

/** Sub-resource of the query → the bucket operation it belongs to, without the verb. */
export const BUCKET_SUBRESOURCES: ReadonlyMap<string, string> = new Map<string, string>([
  ...SETTINGS.map(([sub, name]) => [sub, `Bucket${name}`] as const),
  ['strict-signature', 'BucketStrictSignature'],
  ['intelligent-tiering', 'BucketIntelligentTiering'],
  ['object-lock', 'BucketObjectLockConfiguration'],
  ['location', 'BucketLocation'],
  ['accessmonitor', 'BucketAccessMonitor'],
]);
