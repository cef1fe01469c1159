/** One line of a COS access log (documentation page 16920), the same for delivered files and CLS exports. `-` stands for empty. */
export interface AccessRecord {
  readonly bucket: string;
  readonly region: string;
  /** End of the request, ms since the epoch (UTC); COS logs whole seconds. */
  readonly eventTimeMs: number;
  /** Start of the request: the time inside the request id, else `eventTime - resTotalTime`. Ms, UTC. */
  readonly startTimeMs: number;
  /** The domain that was asked (field 5), lower case. */
  readonly host: string;
  readonly eventName: string;
  readonly remoteIp: string;
  /** SecretId, `-` when the request carried none. */
  readonly accessKeyId: string;
  /** The path as logged (percent-encoded, secrets removed), always with a leading slash and without the bucket of a path-style request. */
  readonly path: string;
  /** Upper case. */
  readonly method: string;
  readonly userAgent: string;
  readonly status: number;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly requestBytes: number;
  /** `USER`, `CDN` or `-`. */
  readonly logSource: string;
  readonly storageClass: string;
  /** Uin of the bucket's owner. */
  readonly accountId: string;
  /** Field 24 as logged. */
  readonly requester: string;
  readonly requestId: string;
  readonly versionId: string;
  readonly referer: string;
  /** Query of the request line, secrets removed, without `?`; empty when there was none. */
  readonly query: string;
  /** What the request line told about a signature in the URL, read before secrets were removed. */
  readonly urlSignature: UrlSignature | null;
  /** From field 31: `true` from a VPC, `false` when `0`, `null` when the field is absent. */
  readonly fromVpc: boolean | null;
}

/** A signature found in the query of the request line. It never holds the signature or a token itself. */
export interface UrlSignature {
  /** `cos`: q-* parameters; `cos-legacy`: one `sign` parameter; `aws-v4`: X-Amz-*; `aws-v2`: Signature & AWSAccessKeyId. */
  readonly form: 'cos' | 'cos-legacy' | 'aws-v4' | 'aws-v2';
  readonly accessKeyId: string | null;
  /** Validity window, ms since the epoch; null where the URL does not tell. */
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly securityToken: boolean;
  /** Lower-case names in q-header-list / X-Amz-SignedHeaders. */
  readonly signedHeaders: readonly string[];
}

/** Why a line is no record. The table is the single source of the codes. */
export const REJECT_REASONS = {
  'too-long': 'the line is longer than 1 MiB',
  'not-a-record': 'the line is neither a COS access log line nor a CLS JSON record',
  'too-few-fields': 'the line has fewer than the 30 fields of a COS access log',
  'bad-status': 'field 15 (resHttpCode) is no HTTP status',
  'bad-time': 'field 4 (eventTime) is no ISO 8601 time',
  'bad-json': 'the line starts like JSON but is not valid JSON',
} as const;
export type RejectReason = keyof typeof REJECT_REASONS;

export type ParsedLine =
  | { readonly ok: true; readonly record: AccessRecord }
  | { readonly ok: false; readonly reason: RejectReason };
