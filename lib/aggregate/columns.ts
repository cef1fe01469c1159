import type { SettingsChange } from './model.js';

/**
 * An aggregate as plain columns over one dictionary: what a partial holds, what workers send, and the only form in which aggregates merge.
 * Text columns hold indexes into `strings`; times are seconds since the epoch; slots are numbers of 5 minutes since the epoch. In the
 * canonical form strings and rows are sorted and all of it is JSON, so that equal aggregates give equal bytes.
 */
export interface Columns {
  readonly inputs: {
    readonly files: number;
    readonly bytes: number;
    readonly lines: number;
    readonly damagedFiles: number;
    readonly rejected: Readonly<Record<string, number>>;
  };
  readonly totals: {
    readonly requests: number;
    readonly denials: number;
    readonly excluded: number;
    readonly status402: number;
    readonly status451: number;
  };
  /** Seconds; null without records. */
  readonly window: readonly [from: number, to: number] | null;
  readonly strings: Texts;
  readonly buckets: { readonly name: Numbers; readonly requests: Numbers; readonly denials: Numbers };
  /** Requests and denials of buckets beyond the cap. */
  readonly bucketsRest: readonly [requests: number, denials: number];
  /** `bucket` is a row of `buckets`. */
  readonly slots: {
    readonly bucket: Numbers;
    readonly slot: Numbers;
    readonly requests: Numbers;
    readonly denials: Numbers;
    /** Row of `slots`, number of the kind, denials. */
    readonly kinds: { readonly row: Numbers; readonly kind: Numbers; readonly count: Numbers };
    readonly lost: number;
  };
  readonly groups: {
    readonly bucket: Numbers;
    readonly kind: Numbers;
    readonly requester: Numbers;
    readonly count: Numbers;
    readonly first: Numbers;
    readonly last: Numbers;
    readonly healed: Numbers;
    readonly succeeded: Numbers;
    /** 1: lists, shapes and samples follow. */
    readonly detail: Numbers;
  };
  readonly groupSlots: { readonly group: Numbers; readonly slot: Numbers; readonly count: Numbers };
  /** For each group with detail 11 list lengths, then all values and counts in that order. */
  readonly lists: { readonly sizes: Numbers; readonly values: Numbers; readonly counts: Numbers };
  /** Lists (11 × place among the groups with detail + number of the list) that have more values, and their registers. */
  readonly sketches: { readonly list: Numbers; readonly registers: readonly Numbers[] };
  readonly shapes: {
    /** Shapes of each group with detail. */
    readonly sizes: Numbers;
    /** Denials in shapes beyond the cap, for each group with detail. */
    readonly rests: Numbers;
    /** 15 texts a shape. */
    readonly texts: Numbers;
    readonly flags: Numbers;
    readonly halfHours: Numbers;
    readonly count: Numbers;
    readonly first: Numbers;
    readonly last: Numbers;
    /** Least and most of `offBy`, then of `signSkew`, in ms; four a shape, null for none. */
    readonly ranges: readonly (number | null)[];
    readonly requests: Numbers;
    readonly requestsRest: Numbers;
    /** How many UTF-16 units of the first request's path begin every path of the shape; partials of before have none. */
    readonly prefix?: Numbers;
  };
  /** The requests of all shapes in order; `params` is 0 or an index into `strings` plus 1. */
  readonly requests: {
    readonly path: Numbers;
    readonly ip: Numbers;
    readonly params: Numbers;
    readonly count: Numbers;
  };
  readonly samples: {
    /** Samples of each group with detail. */
    readonly sizes: Numbers;
    readonly time: Numbers;
    /** 9 texts a sample. */
    readonly texts: Numbers;
  };
  readonly addresses: {
    /** Addresses of each group with detail. */
    readonly sizes: Numbers;
    readonly ip: Numbers;
    readonly count: Numbers;
    readonly succeeded: Numbers;
    readonly paths: readonly Numbers[];
  };
  readonly changes: readonly SettingsChange[];
  readonly others: { readonly denials: number; readonly groups: Numbers };
}

export type Numbers = ArrayLike<number>;

/** A dictionary: texts, or their UTF-8 bytes one behind the other and where each ends. */
export type Texts = readonly string[] | TextBytes;
export interface TextBytes {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

/** Texts of a sample in the order of its columns. */
export const SAMPLE_TEXTS = [
  'requestId',
  'action',
  'method',
  'path',
  'remoteIp',
  'host',
  'userAgent',
  'referer',
  'accessKeyId',
] as const;
