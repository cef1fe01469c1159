import type { CorsRule, Grant, PolicyDocument, RefererRule, StrictSignatureRule } from '../../lib/facts/snapshot.js';

/** Everything the local cloud holds: plain mutable data, one account. Handlers read and change it; nothing else keeps state. */
export interface LocalState {
  ownerUin: string;
  appId: string;
  region: string;
  buckets: Map<string, BucketState>;
  /** By uin; the root user is among them. */
  users: Map<string, UserState>;
  /** By name. */
  groups: Map<string, GroupState>;
  /** By role id. */
  roles: Map<string, RoleState>;
  /** CAM policies by id. */
  policies: Map<number, PolicyState>;
  /** By SecretId. */
  temporaryKeys: Map<string, TemporaryKeyState>;
  /** By `namespace/name`. */
  functions: Map<string, FunctionState>;
  mailTemplates: Map<
    number,
    { id: number; name: string; content: { html?: string; text?: string }; approved: boolean; createdAt?: string }
  >;
  messages: SinkMessage[];
  /** Mails taken by SES, for GetSendEmailStatus. */
  mails?: { messageId: string; from: string; to: string; sentMs: number; sendStatus: number }[];
}

export interface BucketState {
  name: string;
  region: string;
  createdAt: string;
  /** Uin of the owning root account. */
  ownerUin: string;
  grants: Grant[];
  policy: PolicyDocument | null;
  cors: CorsRule[] | null;
  referer: RefererRule | null;
  strictSignature: StrictSignatureRule[] | null;
  logging: { targetBucket: string; targetPrefix: string } | null;
  versioning: 'Enabled' | 'Suspended' | null;
  lifecycle: string | null;
  tags: [string, string][] | null;
  /** Other sub-resources as their raw XML (website, encryption, …), by name. */
  documents: Map<string, string>;
  /** By key; newest version first. Without versioning there is one. */
  objects: Map<string, ObjectVersion[]>;
  uploads: Map<string, UploadState>;
  /** Access log lines not yet delivered. */
  pendingLog: string[];
}

export interface ObjectVersion {
  versionId: string;
  deleteMarker: boolean;
  body: Buffer;
  etag: string;
  lastModifiedMs: number;
  storageClass: string;
  restore: { ongoing: boolean; expiryMs: number | null } | null;
  /** `null`: inherits from the bucket. */
  grants: Grant[] | null;
  headers: Record<string, string>;
  tags: [string, string][] | null;
  appendable: boolean;
}

export interface UploadState {
  id: string;
  key: string;
  initiatedMs: number;
  headers: Record<string, string>;
  grants: Grant[] | null;
  storageClass: string;
  parts: Map<number, { body: Buffer; etag: string; lastModifiedMs: number }>;
}

export interface UserState {
  uin: string;
  name: string;
  type: 'root' | 'sub' | 'collaborator' | 'other';
  accessKeys: { id: string; secretKey: string; status: 'Active' | 'Inactive' | 'Deleted'; createdAt: string }[];
  /** Attached policies. */
  policyIds: number[];
  groups: string[];
  boundaryPolicyId: number | null;
  createdAt?: string;
  remark?: string;
}

export interface GroupState {
  id: number;
  name: string;
  policyIds: number[];
  createdAt?: string;
  remark?: string;
}

export interface RoleState {
  id: string;
  name: string;
  /** JSON text. */
  trustPolicy: string;
  description: string;
  policyIds: number[];
  boundaryPolicyId: number | null;
  createdAt: string;
  updatedAt?: string;
  sessionDurationSeconds?: number;
  tags?: { Key: string; Value: string }[];
}

export interface PolicyState {
  id: number;
  name: string;
  type: 'custom' | 'preset';
  document: PolicyDocument;
  deactivated: boolean;
  createdAt: string;
  updatedAt?: string;
  description?: string;
  /** Every version; `document` above is the default one's. Absent: only version 1 exists. */
  versions?: { id: number; document: PolicyDocument; createdAt: string; isDefault: boolean }[];
}

export interface TemporaryKeyState {
  secretId: string;
  secretKey: string;
  token: string;
  /** `R:S` or `R:roleId`: what the access log shows. */
  requester: string;
  sessionPolicy: PolicyDocument | null;
  expiresMs: number;
  /** Role session name or federation name, as GetCallerIdentity shows it. */
  session?: string;
  /** Uin that asked for the key. */
  issuedBy?: string;
}

export interface FunctionState {
  namespace: string;
  name: string;
  runtime: string;
  handler: string;
  role: string;
  memoryMb: number;
  timeoutSeconds: number;
  environment: Record<string, string>;
  /** The zip as uploaded. */
  zip: Buffer;
  codeHash: string;
  description: string;
  status: 'Creating' | 'Updating' | 'Active';
  triggers: TriggerState[];
  eventInvoke: { retryNum: number; msgTtlSeconds: number };
  reservedConcurrencyMb: number | null;
  versions: PublishedVersion[];
  createdAt: string;
  modifiedAt: string;
  /** Local time from which a `Creating` or `Updating` function is `Active`. */
  activeAtMs?: number;
  initTimeoutSeconds?: number;
  tags?: { Key: string; Value: string }[];
  aliases?: { name: string; version: string; description: string; createdAt: string; modifiedAt: string }[];
  /** Newest last, bounded. */
  invocations?: InvocationRecord[];
  /** Settings that the local cloud keeps but does not act on (CLS topic, network), as given. */
  extra?: Record<string, unknown>;
}

export interface PublishedVersion {
  version: string;
  description: string;
  zip: Buffer;
  /** Configuration at publishing. */
  config?: Pick<
    FunctionState,
    'runtime' | 'handler' | 'role' | 'memoryMb' | 'timeoutSeconds' | 'environment' | 'codeHash'
  >;
  createdAt?: string;
}

/** One run of a function, as GetFunctionLogs tells it. */
export interface InvocationRecord {
  requestId: string;
  startedMs: number;
  qualifier: string;
  source: 'timer' | 'cos' | 'api';
  retryNum: number;
  /** 0 while it runs, then a status of SCF (200, 430, 433, …). */
  status: number;
  result: string;
  log: string;
  durationMs: number;
  memoryBytes: number;
}

export interface TriggerState {
  type: 'cos' | 'timer';
  name: string;
  /** As given: JSON for cos, a bare cron for timer. */
  description: string;
  enabled: boolean;
  qualifier: string;
  customArgument: string;
  addedAt: string;
  modifiedAt?: string;
  note?: string;
}

export interface SinkMessage {
  /** `smtp`, `ses` or the webhook flavour. */
  channel: string;
  receivedAt: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  /** What the sink answered. */
  status: number;
  accepted: boolean;
  /** Whether the message carried a right signature; absent where the channel has none. */
  signature?: 'valid' | 'invalid' | 'unchecked' | 'none';
}

/** The local clock: real time plus an offset that tests move. */
export interface LocalClock {
  nowMs(): number;
  set(ms: number): void;
  advance(ms: number): void;
}
