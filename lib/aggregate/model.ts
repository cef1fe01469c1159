import type { Kind } from '../denial/kinds.js';

/** A value with its count. */
export interface Counted {
  readonly value: string;
  readonly count: number;
}

/** A bounded list: at most 10 values by count descending, then value ascending; `rest` counts what is not listed (absent when 0). */
export interface TopList {
  readonly distinct: number;
  /** `true` when `distinct` is an estimate (HyperLogLog) or the list lost values. */
  readonly approximate?: boolean;
  readonly top: readonly Counted[];
  readonly rest?: number;
}

export type HostStyle = 'virtual' | 'path' | 'service' | 'website' | 'accelerate' | 'internal' | 'image' | 'custom';
export type KeyForm = 'none' | 'permanent' | 'temporary' | 'malformed';
/** How the request was signed as far as the log can tell: `header` = a SecretId is logged but the URL carries no signature. */
export type SignedBy = 'none' | 'header' | 'url-cos' | 'url-cos-legacy' | 'url-aws';
/** The URL's validity window against the request's start time. `none`: the URL shows no window. */
export type Validity = 'none' | 'valid' | 'expired' | 'not-yet-valid' | 'zero';

/** One path × address (× condition-relevant query) of a shape: what the simulator needs to decide a request. */
export interface ShapeRequest {
  /** Decoded key with leading slash; `/` for bucket operations. */
  readonly path: string;
  readonly remoteIp: string;
  /** Query parameters that condition keys can look at (`prefix`, `versionId`, `response-content-type`, …); absent when none. */
  readonly params?: Readonly<Record<string, string>>;
  readonly count: number;
}

/** One distinct way of asking within a group. Everything a cause can differ in is part of its identity. */
export interface Shape {
  readonly count: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** `name/cos:GetObject` */
  readonly action: string;
  /** Upper case. */
  readonly method: string;
  readonly accessKeyId: string;
  readonly keyForm: KeyForm;
  readonly signedBy: SignedBy;
  /** `true` when the URL carried a security token; a token in a header is not visible in the log. */
  readonly securityToken: boolean;
  readonly validity: Validity;
  /** Distance between the window and the request's start. For `expired`: start of request - end of window; for `not-yet-valid`: start of window - start of request. Ms, min and max over the shape. Null for other validities. */
  readonly offBy: { readonly minMs: number; readonly maxMs: number } | null;
  /** Signing time (start of window) minus start of request, ms, min and max. Null without a window. */
  readonly signSkew: { readonly minMs: number; readonly maxMs: number } | null;
  /** Skew in whole half hours (within 2 minutes of them, over 15 minutes) where time decides: the mark of a wrong time zone. Absent otherwise. */
  readonly skewHalfHours?: number;
  readonly hostStyle: HostStyle;
  readonly host: string;
  /** `USER`, `CDN` or `-`. */
  readonly logSource: string;
  readonly storageClass: string;
  /** Referer without query, at most 200 bytes; `-` when empty. */
  readonly referer: string;
  readonly fromVpc: boolean | null;
  /** Uin of the bucket's owner as logged. */
  readonly accountId: string;
  readonly region: string;
  /** What is unusual in the path: decides signature causes. */
  readonly pathForm:
    | 'plain'
    | 'non-ascii'
    | 'space'
    | 'plus'
    | 'percent'
    | 'double-encoded'
    | 'special'
    | 'double-slash';
  /** File extension in lower case (`apk`, `ipa`) when it matters, else ``. */
  readonly extension: string;
  readonly requests: readonly ShapeRequest[];
  /** Requests of this shape whose path or address is not listed in `requests`; absent when 0. */
  readonly requestsRest?: number;
  /** What every path of the shape begins with, those that are not listed too; absent when all are listed. */
  readonly pathPrefix?: string;
}

export interface Sample {
  readonly requestId: string;
  readonly time: string;
  readonly action: string;
  readonly method: string;
  readonly path: string;
  readonly remoteIp: string;
  readonly host: string;
  readonly userAgent: string;
  readonly referer: string;
  readonly accessKeyId: string;
}

/** All denials of one (bucket, kind, requester): contract 2.1. */
export interface Group {
  readonly bucket: string;
  readonly kind: Kind;
  readonly requester: string;
  readonly count: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** `true` beyond the first 10,000 groups: counts only, lists empty. */
  readonly countsOnly?: boolean;
  readonly codes: readonly Counted[];
  readonly messages: readonly Counted[];
  readonly actions: readonly Counted[];
  readonly accessKeys: readonly Counted[];
  readonly remoteIps: TopList;
  readonly paths: TopList;
  readonly userAgents: TopList;
  readonly hosts: TopList;
  readonly referers: TopList;
  /** Denials followed by a success of the same requester and path within 60 s, in file order. */
  readonly healed: number;
  readonly succeeded: {
    readonly count: number;
    readonly actions: readonly Counted[];
    /** First folder of the path, decoded; `/` for keys without one. */
    readonly prefixes: readonly Counted[];
  };
  /** Addresses among anonymous denials that look like a scanner (≥ 50 distinct paths, no success): contract 6. */
  readonly scanners?: readonly { readonly remoteIp: string; readonly count: number; readonly paths: number }[];
  readonly shapes: readonly Shape[];
  /** Denials in shapes beyond the cap; absent when 0. */
  readonly shapesRest?: number;
  readonly samples: readonly Sample[];
  /** What `codes`, `messages`, `actions` and `accessKeys` do not list, by list; absent when nothing. */
  readonly rest?: Readonly<Partial<Record<'codes' | 'messages' | 'actions' | 'accessKeys', number>>>;
}

/** A successful change of a bucket's settings seen in the log. */
export interface SettingsChange {
  readonly time: string;
  readonly bucket: string;
  readonly action: string;
  readonly requester: string;
}

export interface BucketTotals {
  readonly bucket: string;
  readonly requests: number;
  readonly denials: number;
}

/** `scan --format json`, contract 2.1. */
export interface ScanResult {
  readonly schema: 'cos403.scan/1';
  readonly inputs: {
    readonly files: number;
    /** Uncompressed. */
    readonly bytes: number;
    readonly lines: number;
    readonly rejectedLines: number;
    readonly damagedFiles: number;
    /** Rejected lines by reason, only those that occurred. */
    readonly rejected?: Readonly<Record<string, number>>;
  };
  readonly window: { readonly from: string; readonly to: string } | null;
  readonly totals: {
    readonly requests: number;
    readonly denials: number;
    readonly excluded: number;
    readonly lookAlikes: { readonly '402': number; readonly '451': number };
  };
  readonly buckets: readonly BucketTotals[];
  /** Beyond 50,000 buckets; absent when none. */
  readonly bucketsRest?: { readonly requests: number; readonly denials: number };
  readonly groups: readonly Group[];
  readonly changes: readonly SettingsChange[];
  readonly others: { readonly groups: number; readonly denials: number; readonly approximate?: boolean };
}

/** One 5-minute slot of one bucket: what the timeline and the rules look at. `start` is UTC, whole 5 minutes of event time. */
export interface Slot {
  readonly start: string;
  readonly bucket: string;
  readonly requests: number;
  readonly denials: number;
  readonly kinds: Readonly<Partial<Record<Kind, number>>>;
}

/** A scan result with its course over time: what partials merge into. */
export interface WindowView {
  readonly scan: ScanResult;
  /** Sorted by start, then bucket. */
  readonly slots: readonly Slot[];
  /** Per group (same order as `scan.groups`): counts by slot start, sorted. */
  readonly groupSlots: readonly (readonly { readonly start: string; readonly count: number }[])[];
}
