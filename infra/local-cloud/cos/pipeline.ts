import { authenticate, requireKey } from './authenticate.js';
import { requireAllowed } from './authorize.js';
import type { BucketContext, CosContext, CosResponse, ObjectContext } from './context.js';
import { preflight } from './cors.js';
import { CosError, MESSAGES } from './errors.js';
import { bucketHandlers, objectHandlers, serviceHandlers } from './handlers.js';
import { requireNewBucketRules } from './new-bucket-rules.js';
import type { Operation } from './operations.js';
import { refererAllows } from './referer.js';
import { requireStrictSignature } from './strict-signature.js';

/**
 * Serves a request or throws its refusal, in the order of 5.10: bucket, preflight, referer, signature with key, token and time,
 * strict signature, rules of new buckets, access model, then the operation itself (existence, archive state).
 */
export function refuseOrServe(context: CosContext, operation: Operation | null): CosResponse {
  const { cloud, address, headers } = context;
  if (address.style === 'custom') throw new CosError('NoSuchBucket');
  if (address.bucket === null) return serveAccount(context, operation);
  if (Buffer.byteLength(address.key ?? '') > 850) throw new CosError('KeyTooLong');

  const bucket = cloud.state.buckets.get(address.bucket);
  if (operation?.name === 'PutBucket') return serveAccount(context, operation);
  if (!bucket || (address.region !== null && address.region !== bucket.region)) throw new CosError('NoSuchBucket');
  if (operation?.name === 'OptionsObject') return { status: 200, headers: preflight(bucket.cors, headers) };

  const signed = context.signature.form !== 'none';
  if (!signed && operation?.name !== 'PostObject' && !refererAllows(bucket.referer, headers['referer'])) {
    throw new CosError('AccessDenied', MESSAGES.refererDenied);
  }
  identify(context);
  if (!operation) throw new CosError('MethodNotAllowed');
  if (context.signature.form !== 'none' && context.signature.form !== 'malformed') {
    requireStrictSignature(bucket.strictSignature, operation.name, context.wire, context.signature);
  }
  requireNewBucketRules(bucket, address, operation.name);

  const inBucket: BucketContext = Object.assign(context, { bucket });
  const forBucket = bucketHandlers[operation.name];
  if (forBucket) {
    if (!asksForItself(operation))
      requireAllowed(context, { action: operation.action, bucket: bucket.name, key: null });
    return forBucket(inBucket);
  }
  const handler = objectHandlers[operation.name];
  if (!handler || address.key === null) throw new CosError('MethodNotAllowed');
  requireAllowed(context, { action: operation.action, bucket: bucket.name, key: address.key });
  const inObject: ObjectContext = Object.assign(inBucket, { key: address.key });
  return handler(inObject);
}

/** Form uploads and multi-deletes name their keys in the body and ask for each. */
function asksForItself({ name }: Operation): boolean {
  return name === 'PostObject' || name === 'DeleteMultipleObjects';
}

/** GET Service and PUT Bucket: no bucket yet whose owner or settings could matter. */
function serveAccount(context: CosContext, operation: Operation | null): CosResponse {
  if (context.signature.form === 'none') {
    throw new CosError('AccessDenied', operation?.name === 'GetService' ? MESSAGES.signatureEmpty : undefined);
  }
  identify(context);
  const handler = operation && serviceHandlers[operation.name];
  if (!handler) throw new CosError('MethodNotAllowed');
  requireAllowed(context, { action: operation.action, bucket: context.address.bucket, key: null });
  return handler(context);
}

/** Sets the caller, or throws. A form upload proves itself later, from its fields. */
function identify(context: CosContext): void {
  const { signature, cloud, wire, address, headers, query, nowMs } = context;
  if (signature.form === 'none') return;
  if (signature.form === 'malformed') {
    if (signature.secretId !== null) requireKey(cloud.state, signature.secretId);
    throw new CosError('InvalidArgument', `Authorization is malformed: ${signature.reason}.`);
  }
  const token =
    headers['x-cos-security-token'] ?? query.get('x-cos-security-token') ?? query.get('X-Amz-Security-Token');
  context.caller = authenticate(cloud.state, wire, address, signature, token, nowMs);
}
