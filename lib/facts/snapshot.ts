/**
 * Everything the checks know of an account at one time: `cos403.snapshot/1`, contract 2.3.
 * A key that is absent was not looked at (unknown); `null` means looked at and not configured.
 */
export interface Snapshot {
  readonly schema: 'cos403.snapshot/1';
  readonly takenAt: string;
  readonly account: { readonly ownerUin?: string; readonly appId?: string };
  readonly buckets: Readonly<Record<string, BucketFacts>>;
  readonly cam: CamFacts;
  readonly unknown?: readonly UnknownFact[];
}

export interface UnknownFact {
  /** JSON Pointer into the snapshot. */
  readonly fact: string;
  /** The API's error code, or `ambiguous`, `budget`, `timeout`, `not-asked`. */
  readonly reason: string;
  /** The permission that would help, e.g. `cam:ListAccessKeys`. */
  readonly permission?: string;
}

export interface BucketFacts {
  readonly region?: string;
  readonly createdAt?: string;
  readonly ownerUin?: string;
  readonly acl?: AclFacts;
  readonly policy?: PolicyDocument | null;
  readonly cors?: readonly CorsRule[] | null;
  readonly referer?: RefererRule | null;
  readonly strictSignature?: readonly StrictSignatureRule[] | null;
  readonly logging?: { readonly targetBucket: string; readonly targetPrefix: string } | null;
  readonly versioning?: 'Enabled' | 'Suspended' | null;
  readonly objects?: Readonly<Record<string, ObjectFacts>>;
}

export interface AclFacts {
  readonly grants: readonly Grant[];
}
/** `grantee`: `qcs::cam::uin/R:uin/S`, or a group URI as COS writes it. */
export interface Grant {
  readonly grantee: string;
  readonly permission: string;
}

/** A policy as it came: any capitalisation, statement object or array. Parsed by lib/policy. */
export type PolicyDocument = Readonly<Record<string, unknown>>;

export interface CorsRule {
  readonly id?: string;
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAgeSeconds?: number;
}

export interface RefererRule {
  readonly status: string;
  readonly type?: string;
  readonly domains?: readonly string[];
  readonly emptyReferer?: string;
}

export interface StrictSignatureRule {
  readonly id?: string;
  readonly actions: readonly string[];
  readonly headers: readonly string[];
  readonly params: readonly string[];
}

export interface ObjectFacts {
  readonly exists?: boolean;
  readonly storageClass?: string;
  /** `null`: no restore was asked for, or the restored copy is gone. */
  readonly restore?: { readonly ongoing: boolean; readonly expiry?: string | null } | null;
  /** `null`: the object inherits. Absent: not looked at, or ambiguous (then `unknown` says so). */
  readonly acl?: AclFacts | null;
}

export interface CamFacts {
  /** `true`: `users` lists every user that exists, so a key that is not listed does not exist in the account. */
  readonly complete?: boolean;
  readonly users?: Readonly<Record<string, UserFacts>>;
  readonly groups?: Readonly<Record<string, { readonly policies?: readonly AttachedPolicy[] }>>;
  readonly roles?: Readonly<Record<string, RoleFacts>>;
}

export interface UserFacts {
  readonly name?: string;
  readonly type?: 'root' | 'sub' | 'collaborator' | 'other';
  readonly accessKeys?: readonly AccessKeyFacts[];
  readonly policies?: readonly AttachedPolicy[];
  readonly groups?: readonly string[];
  /** Absent: not looked at. */
  readonly boundary?: { readonly name: string; readonly document: PolicyDocument } | null;
}

export interface AccessKeyFacts {
  readonly id: string;
  /** `Active` or `Inactive`; `Deleted` only from QueryApiKey. */
  readonly status: string;
  readonly createdAt?: string;
}

export interface AttachedPolicy {
  readonly name: string;
  /** Absent when the document could not be read (`unknown` says why). */
  readonly document?: PolicyDocument;
  readonly deactivated?: boolean;
}

export interface RoleFacts {
  readonly name?: string;
  readonly policies?: readonly AttachedPolicy[];
  /** Absent at a role = none (contract 6). */
  readonly boundary?: { readonly name: string; readonly document: PolicyDocument } | null;
}

/** A fact that a diagnosis needs. Pure data: lib/diagnose asks, the driver in lib/facts fetches. */
export type FactRequest =
  | {
      readonly fact:
        | 'bucket-acl'
        | 'bucket-policy'
        | 'bucket-cors'
        | 'bucket-referer'
        | 'bucket-strict-signature'
        | 'bucket-logging'
        | 'bucket-versioning'
        | 'bucket-meta';
      readonly bucket: string;
    }
  | { readonly fact: 'object' | 'object-acl'; readonly bucket: string; readonly key: string }
  /** Policies (direct and by group), groups and boundary of a user. */
  | { readonly fact: 'user' | 'access-keys'; readonly uin: string }
  /** Every user of the account with its access keys: sets `cam.complete`. */
  | { readonly fact: 'key-index' }
  | { readonly fact: 'role'; readonly roleId: string };

/** Identity of a request, for caches and budgets. */
export function factRequestId(want: FactRequest): string {
  return JSON.stringify(want, Object.keys(want).sort());
}
