/** One operation: its name is the action without prefix; `event` is what the access log calls it (5.11). */
export interface Operation {
  readonly name: string;
  readonly action: string;
  readonly event: string;
}

function operation(name: string, event: string, action = name): Operation {
  return { name, action: `name/cos:${action}`, event };
}

/** Sub-resources of a bucket: query name → title in actions, with the methods that exist. */
const BUCKET_SUBRESOURCES: Readonly<Record<string, readonly [title: string, methods: string]>> = {
  acl: ['ACL', 'GET PUT'],
  policy: ['Policy', 'GET PUT DELETE'],
  cors: ['CORS', 'GET PUT DELETE'],
  lifecycle: ['Lifecycle', 'GET PUT DELETE'],
  referer: ['Referer', 'GET PUT'],
  logging: ['Logging', 'GET PUT'],
  tagging: ['Tagging', 'GET PUT DELETE'],
  versioning: ['Versioning', 'GET PUT'],
  website: ['Website', 'GET PUT DELETE'],
  replication: ['Replication', 'GET PUT DELETE'],
  inventory: ['Inventory', 'GET PUT DELETE'],
  domain: ['Domain', 'GET PUT DELETE'],
  encryption: ['Encryption', 'GET PUT DELETE'],
  origin: ['Origin', 'GET PUT DELETE'],
  accelerate: ['Accelerate', 'GET PUT'],
  notification: ['Notification', 'GET PUT'],
  'strict-signature': ['StrictSignature', 'GET PUT DELETE'],
  intelligenttiering: ['IntelligentTiering', 'GET PUT'],
  'object-lock': ['ObjectLockConfiguration', 'GET PUT'],
  location: ['Location', 'GET'],
};

const OBJECT_SUBRESOURCES: Readonly<Record<string, readonly [title: string, methods: string]>> = {
  acl: ['ACL', 'GET PUT'],
  tagging: ['Tagging', 'GET PUT DELETE'],
  retention: ['Retention', 'GET'],
};

/** Parameters that name a sub-resource which exists nowhere here; asking for one is an error, not a plain read or write. */
const UNSUPPORTED = ['select', 'torrent', 'symlink', 'cps-upload', 'live'];

export interface OperationQuery {
  has(name: string): boolean;
}

/** Names the operation of a request (5.12), or `null` when COS has no such method on that resource. */
export function operationOf(
  method: string,
  level: 'service' | 'bucket' | 'object',
  query: OperationQuery,
  headers: Readonly<Record<string, string>>,
): Operation | null {
  if (method === 'OPTIONS') return operation('OptionsObject', 'OPTIONSObject');
  if (level === 'service') return method === 'GET' || method === 'HEAD' ? operation('GetService', 'GetService') : null;
  return level === 'bucket' ? bucketOperation(method, query) : objectOperation(method, query, headers);
}

function verb(method: string): string {
  return method.charAt(0) + method.slice(1).toLowerCase();
}

function bucketOperation(method: string, query: OperationQuery): Operation | null {
  for (const [name, [title, methods]] of Object.entries(BUCKET_SUBRESOURCES)) {
    if (!query.has(name)) continue;
    if (name === 'inventory' && method === 'GET' && !query.has('id')) {
      return operation('ListBucketInventory', 'ListBucketInventoryConfigurations');
    }
    return methods.split(' ').includes(method)
      ? operation(`${verb(method)}Bucket${title}`, `${method}Bucket${title}`)
      : null;
  }
  switch (method) {
    case 'GET':
      if (query.has('versions')) return operation('GetBucketObjectVersions', 'GETBucketObjectVersions');
      if (query.has('uploads')) return operation('ListMultipartUploads', 'ListMultipartUploads');
      return operation('GetBucket', 'GETBucket');
    case 'HEAD':
      return operation('HeadBucket', 'HEADBucket');
    case 'PUT':
      return operation('PutBucket', 'PUTBucket');
    case 'DELETE':
      return operation('DeleteBucket', 'DELETEBucket');
    case 'POST':
      return query.has('delete')
        ? operation('DeleteMultipleObjects', 'DELETEMultipleObjects')
        : operation('PostObject', 'POSTObject');
    default:
      return null;
  }
}

function objectOperation(
  method: string,
  query: OperationQuery,
  headers: Readonly<Record<string, string>>,
): Operation | null {
  for (const [name, [title, methods]] of Object.entries(OBJECT_SUBRESOURCES)) {
    if (!query.has(name)) continue;
    return methods.split(' ').includes(method)
      ? operation(`${verb(method)}Object${title}`, `${method}Object${title}`)
      : null;
  }
  if (UNSUPPORTED.some((name) => query.has(name))) return null;
  const copies = headers['x-cos-copy-source'] !== undefined;
  switch (method) {
    case 'GET':
      return query.has('uploadId') ? operation('ListParts', 'ListParts') : operation('GetObject', 'GETObject');
    case 'HEAD':
      return operation('HeadObject', 'HEADObject');
    case 'PUT':
      if (query.has('uploadId'))
        return copies ? operation('UploadPartCopy', 'UploadPartCopy') : operation('UploadPart', 'UploadPart');
      return copies ? operation('PutObjectCopy', 'PUTObjectCopy', 'PutObject') : operation('PutObject', 'PUTObject');
    case 'POST':
      if (query.has('uploads')) return operation('InitiateMultipartUpload', 'InitiateMultipartUpload');
      if (query.has('uploadId')) return operation('CompleteMultipartUpload', 'CompleteMultipartUpload');
      if (query.has('restore')) return operation('PostObjectRestore', 'POSTObjectRestore');
      if (query.has('append')) return operation('AppendObject', 'APPENDObject');
      return null;
    case 'DELETE':
      return query.has('uploadId')
        ? operation('AbortMultipartUpload', 'AbortMultipartUpload')
        : operation('DeleteObject', 'DELETEObject');
    default:
      return null;
  }
}
