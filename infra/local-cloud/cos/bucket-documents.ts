import type { BucketContext, CosResponse } from './context.js';
import { XML } from './context.js';
import { CosError, type CosErrorCode } from './errors.js';
import { node, type Parsed, parseXml, renderXml } from './xml.js';

/** Sub-resources that change nothing here: the document is kept and given back. `missing`: the answer when there is none. */
const DOCUMENTS: Readonly<Record<string, { readonly root: string; readonly missing: CosErrorCode | 'empty' }>> = {
  website: { root: 'WebsiteConfiguration', missing: 'NoSuchWebsiteConfiguration' },
  replication: { root: 'ReplicationConfiguration', missing: 'ReplicationConfigurationNotFoundError' },
  inventory: { root: 'InventoryConfiguration', missing: 'InventoryConfigurationNotFoundError' },
  domain: { root: 'DomainConfiguration', missing: 'empty' },
  encryption: { root: 'ServerSideEncryptionConfiguration', missing: 'NoSuchEncryptionConfiguration' },
  origin: { root: 'OriginConfiguration', missing: 'OriginConfigurationNotFoundError' },
  accelerate: { root: 'AccelerateConfiguration', missing: 'empty' },
  notification: { root: 'NotificationConfiguration', missing: 'empty' },
  intelligenttiering: { root: 'IntelligentTieringConfiguration', missing: 'empty' },
  'object-lock': { root: 'ObjectLockConfiguration', missing: 'NoSuchObjectLockConfiguration' },
};

/** Which of them a request is about; several inventories are told by their id. */
function subresource({ query }: BucketContext): { name: string; slot: string } {
  const name = Object.keys(DOCUMENTS).find((candidate) => query.has(candidate))!;
  return { name, slot: name === 'inventory' ? `inventory ${query.get('id') ?? ''}` : name };
}

export function getDocument(context: BucketContext): CosResponse {
  const { name, slot } = subresource(context);
  const { root, missing } = DOCUMENTS[name]!;
  const stored = context.bucket.documents.get(slot);
  if (stored !== undefined) return { status: 200, headers: XML, body: stored };
  if (missing === 'empty') return { status: 200, headers: XML, body: renderXml(node(root)) };
  throw new CosError(missing);
}

export function putDocument(context: BucketContext): CosResponse {
  const { name, slot } = subresource(context);
  const document = parseXml(context.body, DOCUMENTS[name]!.root);
  if (name === 'replication') requireOwnBuckets(context, document);
  context.bucket.documents.set(slot, context.body.toString('utf8'));
  return { status: 200 };
}

/** Both ends of a replication must belong to whoever sets it up (7730). Targets are written `qcs::cos:<region>::<bucket>`. */
function requireOwnBuckets({ cloud, bucket, caller }: BucketContext, document: Parsed): void {
  const root = caller.kind === 'identity' ? caller.requester.split(':')[0] : null;
  if (root !== bucket.ownerUin) throw new CosError('UserNotSourceBucketOwner');
  for (const rule of document.all('Rule')) {
    const target = rule.first('Destination')?.value('Bucket')?.split(':').at(-1) ?? '';
    const owner = cloud.state.buckets.get(target)?.ownerUin;
    if (owner !== undefined && owner !== root) throw new CosError('UserNotTargetBucketOwner');
  }
}

export function deleteDocument(context: BucketContext): CosResponse {
  context.bucket.documents.delete(subresource(context).slot);
  return { status: 204 };
}

/** List Bucket Inventory: the stored documents inside one. */
export function listInventories({ bucket }: BucketContext): CosResponse {
  const stored = [...bucket.documents]
    .filter(([slot]) => slot.startsWith('inventory '))
    .map(([, xml]) => xml.replace(/^<\?xml[^>]*\?>\s*/, ''));
  const body = `<?xml version='1.0' encoding='utf-8' ?>\n<ListInventoryConfigurationResult>${stored.join('')}<IsTruncated>false</IsTruncated></ListInventoryConfigurationResult>`;
  return { status: 200, headers: XML, body };
}
