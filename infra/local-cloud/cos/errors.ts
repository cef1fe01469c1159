/**
 * Codes, statuses and texts of COS errors (7730, 2.2, 2.3, 2.6). Where no sample of a text is published, the wording is ours; clients
 * and the classifier go by the code then.
 */
export const COS_ERRORS = {
  AccessDenied: { status: 403, message: 'Access Denied.' },
  AccessForbidden: {
    status: 403,
    message:
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Requet-Headers are not whitelisted by the resource's CORS spec",
  },
  BadDigest: { status: 400, message: 'The Content-MD5 you specified did not match what we received.' },
  BucketAlreadyExists: { status: 409, message: 'The requested bucket name is not available.' },
  BucketAlreadyOwnedByYou: { status: 409, message: 'The bucket you tried to create already exists, and you own it.' },
  BucketNotEmpty: { status: 409, message: 'The bucket you tried to delete is not empty.' },
  DownloadForbidden: {
    status: 403,
    message:
      'The APK/IPA file is not allowed to be distributed in a public network using COS default domain, please use custom domain instead.',
  },
  EntityTooLarge: { status: 400, message: 'Your proposed upload exceeds the maximum allowed object size.' },
  EntityTooSmall: { status: 400, message: 'Your proposed upload is smaller than the minimum allowed size.' },
  FileAlreadyExists: { status: 409, message: 'The file already exists.' },
  IncompleteBody: {
    status: 400,
    message: 'You did not provide the number of bytes specified by the Content-Length HTTP header.',
  },
  InternalError: { status: 500, message: 'We encountered an internal error. Please try again.' },
  InvalidAccessKeyId: { status: 403, message: 'The Access Key Id you provided does not exist in our records' },
  InvalidArgument: { status: 400, message: 'Invalid Argument' },
  InvalidBucketName: { status: 400, message: 'The specified bucket is not valid.' },
  InvalidDigest: { status: 400, message: 'The Content-MD5 you specified is not valid.' },
  InvalidLocationConstraint: { status: 400, message: 'The specified location constraint is not valid.' },
  InvalidObjectState: { status: 403, message: 'The operation is not valid for the object storage class.' },
  InvalidPart: { status: 400, message: 'One or more of the specified parts could not be found.' },
  InvalidPartOrder: { status: 400, message: 'The list of parts was not in ascending order.' },
  InvalidRange: { status: 416, message: 'The requested range cannot be satisfied.' },
  InvalidRequest: { status: 400, message: 'Invalid Request' },
  InvalidTargetBucketForLogging: {
    status: 400,
    message: 'The target bucket for logging does not exist, is not owned by you, or is in another region.',
  },
  InvalidTag: { status: 400, message: 'The tag provided was not a valid tag.' },
  InvalidToken: { status: 403, message: 'The provided token is malformed or otherwise invalid.' },
  InvalidURI: { status: 400, message: "Couldn't parse the specified URI." },
  KeyTooLong: { status: 400, message: 'Your key is too long.' },
  MalformedACLError: {
    status: 400,
    message: 'The XML you provided was not well-formed or did not validate against our published schema',
  },
  MalformedPolicy: { status: 400, message: 'The policy is not in the valid format.' },
  MalformedPOSTRequest: {
    status: 400,
    message: 'The body of your POST request is not well-formed multipart/form-data.',
  },
  MalformedXML: {
    status: 400,
    message: 'The XML you provided was not well-formed or did not validate against our published schema',
  },
  MethodNotAllowed: { status: 405, message: 'The specified method is not allowed against this resource.' },
  MissingContentLength: { status: 411, message: 'You must provide the Content-Length HTTP header.' },
  NoSuchBucket: { status: 404, message: 'The specified bucket does not exist.' },
  NoSuchCORSConfiguration: { status: 404, message: 'The CORS Configuration does not exist.' },
  NoSuchConfiguration: { status: 404, message: 'The specified configuration does not exist.' },
  NoSuchEncryptionConfiguration: { status: 404, message: 'The encryption configuration does not exist.' },
  NoSuchKey: { status: 404, message: 'The specified key does not exist.' },
  NoSuchLifecycleConfiguration: { status: 404, message: 'The lifecycle configuration does not exist.' },
  NoSuchPolicy: { status: 404, message: 'The bucket policy does not exist.' },
  NoSuchTagSet: { status: 404, message: 'The TagSet does not exist.' },
  NoSuchUpload: { status: 404, message: 'The specified multipart upload does not exist.' },
  NoSuchVersion: { status: 404, message: 'The specified version does not exist.' },
  NoSuchWebsiteConfiguration: { status: 404, message: 'The specified bucket does not have a website configuration.' },
  NoProcessAuthority: { status: 403, message: 'You have no authority to process this image.' },
  ObjectNotAppendable: { status: 409, message: 'The object is not appendable.' },
  OriginConfigurationNotFoundError: { status: 404, message: 'The origin configuration was not found.' },
  PathStyleDomainForbidden: {
    status: 403,
    message: 'The bucket you are attempting to access must be addressed using COS virtual-styled domain.',
  },
  PolicyFull: { status: 400, message: 'The policy is larger than 20 KB.' },
  PositionNotEqualToLength: { status: 409, message: 'The value of position does not equal the length of the object.' },
  PreconditionFailed: { status: 412, message: 'Precondition not match.' },
  RequestHeaderTooLarge: { status: 431, message: 'Your request headers are too large.' },
  ReplicationConfigurationNotFoundError: { status: 404, message: 'The replication configuration was not found.' },
  InventoryConfigurationNotFoundError: { status: 404, message: 'The inventory configuration was not found.' },
  NoSuchObjectLockConfiguration: { status: 404, message: 'The object lock configuration does not exist.' },
  RequestTimeTooSkewed: {
    status: 403,
    message: "The difference between the request time and the server's time is too large.",
  },
  RestoreAlreadyInProgress: { status: 409, message: 'Object restore is already in progress.' },
  RestoreNonArchiveObject: { status: 405, message: 'Restore is only valid for archived objects.' },
  SignatureDoesNotMatch: { status: 403, message: 'The Signature you specified is invalid.' },
  TooManyBuckets: { status: 400, message: 'You have attempted to create more buckets than allowed.' },
  UserNotSourceBucketOwner: { status: 403, message: 'The user is not the owner of the source bucket.' },
  UserNotTargetBucketOwner: { status: 403, message: 'The user is not the owner of the target bucket.' },
  XAmzContentSHA256Mismatch: {
    status: 400,
    message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
  },
} as const;

export type CosErrorCode = keyof typeof COS_ERRORS;

/** Messages that come under another code's name (2.3). */
export const MESSAGES = {
  refererDenied: 'You are denied by bucket referer rule',
  requestExpired: 'Request has expired',
  keyFormatInvalid: 'The access key Id format you provided is invalid.',
  strictHeader: 'Strict signature missing header that must be signed',
  strictParam: 'Strict signature missing param that must be signed',
  signatureEmpty: 'Check auth failure because signature empty.',
} as const;

/** A refusal or failure that COS answers. `elements` go into the body, before Resource (3.6), or to `headers`. */
export class CosError extends Error {
  override readonly name = 'CosError';
  readonly status: number;
  constructor(
    readonly code: CosErrorCode | (string & {}),
    message?: string,
    readonly extra: {
      readonly status?: number;
      readonly elements?: Readonly<Record<string, string>>;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    const known = COS_ERRORS[code as CosErrorCode] as { status: number; message: string } | undefined;
    super(message ?? known?.message ?? code);
    this.status = extra.status ?? known?.status ?? 400;
  }
}
