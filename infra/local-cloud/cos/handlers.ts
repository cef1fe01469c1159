import { getBucketAcl, getObjectAcl, putBucketAcl, putObjectAcl } from './acl.js';
import { deleteBucket, getBucketLocation, getService, headBucket, putBucket } from './bucket.js';
import * as config from './bucket-config.js';
import { deleteDocument, getDocument, listInventories, putDocument } from './bucket-documents.js';
import type { BucketContext, CosContext, CosResponse, ObjectContext } from './context.js';
import { copyObject } from './copy.js';
import { listObjects, listVersions } from './list.js';
import { appendObject, deleteObjects, restoreObject } from './more-objects.js';
import * as multipart from './multipart.js';
import { readObject } from './object-read.js';
import { deleteObject, putObject } from './object-write.js';
import { postObject } from './post-object.js';
import * as tagging from './tagging.js';

/** Operations without an existing bucket. */
export const serviceHandlers: Readonly<Record<string, (context: CosContext) => CosResponse>> = {
  GetService: getService,
  PutBucket: putBucket,
};

export const bucketHandlers: Readonly<Record<string, (context: BucketContext) => CosResponse>> = {
  HeadBucket: headBucket,
  DeleteBucket: deleteBucket,
  GetBucket: listObjects,
  GetBucketObjectVersions: listVersions,
  ListMultipartUploads: multipart.listUploads,
  DeleteMultipleObjects: deleteObjects,
  PostObject: postObject,
  GetBucketLocation: getBucketLocation,
  GetBucketACL: getBucketAcl,
  PutBucketACL: putBucketAcl,
  GetBucketPolicy: config.getBucketPolicy,
  PutBucketPolicy: config.putBucketPolicy,
  DeleteBucketPolicy: config.deleteBucketPolicy,
  GetBucketCORS: config.getBucketCors,
  PutBucketCORS: config.putBucketCors,
  DeleteBucketCORS: config.deleteBucketCors,
  GetBucketReferer: config.getBucketReferer,
  PutBucketReferer: config.putBucketReferer,
  GetBucketLogging: config.getBucketLogging,
  PutBucketLogging: config.putBucketLogging,
  GetBucketVersioning: config.getBucketVersioning,
  PutBucketVersioning: config.putBucketVersioning,
  GetBucketLifecycle: config.getBucketLifecycle,
  PutBucketLifecycle: config.putBucketLifecycle,
  DeleteBucketLifecycle: config.deleteBucketLifecycle,
  GetBucketStrictSignature: config.getBucketStrictSignature,
  PutBucketStrictSignature: config.putBucketStrictSignature,
  DeleteBucketStrictSignature: config.deleteBucketStrictSignature,
  GetBucketTagging: tagging.getBucketTagging,
  PutBucketTagging: tagging.putBucketTagging,
  DeleteBucketTagging: tagging.deleteBucketTagging,
  ListBucketInventory: listInventories,
  ...documentHandlers(),
};

function documentHandlers(): Record<string, (context: BucketContext) => CosResponse> {
  const titles =
    'Website Replication Inventory Domain Encryption Origin Accelerate Notification IntelligentTiering ObjectLockConfiguration';
  return Object.fromEntries(
    titles.split(' ').flatMap((title) => [
      [`GetBucket${title}`, getDocument],
      [`PutBucket${title}`, putDocument],
      [`DeleteBucket${title}`, deleteDocument],
    ]),
  );
}

export const objectHandlers: Readonly<Record<string, (context: ObjectContext) => CosResponse>> = {
  GetObject: readObject,
  HeadObject: readObject,
  PutObject: putObject,
  PutObjectCopy: copyObject,
  DeleteObject: deleteObject,
  AppendObject: appendObject,
  PostObjectRestore: restoreObject,
  GetObjectACL: getObjectAcl,
  PutObjectACL: putObjectAcl,
  GetObjectTagging: tagging.getObjectTagging,
  PutObjectTagging: tagging.putObjectTagging,
  DeleteObjectTagging: tagging.deleteObjectTagging,
  InitiateMultipartUpload: multipart.initiateUpload,
  UploadPart: multipart.uploadPart,
  UploadPartCopy: multipart.uploadPartCopy,
  CompleteMultipartUpload: multipart.completeUpload,
  AbortMultipartUpload: multipart.abortUpload,
  ListParts: multipart.listParts,
};
