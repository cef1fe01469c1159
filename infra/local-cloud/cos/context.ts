import type { PolicyDocument } from '../../../lib/facts/snapshot.js';
import type { ReadSignature } from '../../../lib/signature/read.js';
import type { Parameter, WireRequest } from '../../../lib/signature/request.js';
import type { FaultOutcome, LocalCloud } from '../cloud.js';
import type { BucketState } from '../state.js';
import type { Address } from './address.js';
import type { Operation } from './operations.js';

/** Who asks, once proven. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'identity';
      /** `R:S` or `R:roleId`. */
      readonly requester: string;
      readonly secretId: string;
      /** Narrows what a temporary key may do; `null` for none. */
      readonly sessionPolicy: PolicyDocument | null;
    };

/** A request on its way through the cloud. */
export interface CosContext {
  readonly cloud: LocalCloud;
  readonly wire: WireRequest;
  /** Wire headers plus `x-cos-*` names for what S3 clients call `x-amz-*`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly address: Address;
  readonly operation: Operation;
  readonly signature: ReadSignature;
  readonly body: Buffer;
  readonly nowMs: number;
  readonly requestId: string;
  readonly remoteIp: string;
  readonly fault: FaultOutcome;
  caller: Caller;
  /** What the log says beside the request itself. */
  readonly log: LogNotes;
}

/** A context whose bucket exists. */
export interface BucketContext extends CosContext {
  readonly bucket: BucketState;
}

/** A context whose key is given. */
export interface ObjectContext extends BucketContext {
  readonly key: string;
}

export interface LogNotes {
  /** The key of a form upload, which stands in no header. */
  accessKeyId?: string;
  storageClass?: string;
  targetStorageClass?: string;
  objectSize?: number;
  deltaBytes?: number;
  versionId?: string;
}

export interface CosResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export const XML = { 'Content-Type': 'application/xml' } as const;

/** The query's parameters by name; names keep their case as COS's do (`uploadId`). */
export class Query {
  private readonly values: Map<string, string>;
  constructor(parameters: readonly Parameter[]) {
    this.values = new Map(parameters);
  }
  has(name: string): boolean {
    return this.values.has(name);
  }
  get(name: string): string | undefined {
    return this.values.get(name);
  }
  names(): string[] {
    return [...this.values.keys()];
  }
}
