import type { Kind } from '../denial/kinds.js';

/** Which records and groups count. Every filter is optional; a list means any of its values. */
export interface Filters {
  /** Event time from here on, ms UTC. */
  readonly sinceMs?: number;
  /** Event time before this, ms UTC. */
  readonly untilMs?: number;
  readonly bucket?: string | readonly string[];
  readonly ip?: string | readonly string[];
  readonly requestId?: string | readonly string[];
  /** Groups of these kinds only. */
  readonly kind?: Kind | readonly Kind[];
  /** Groups of these requesters only (as contract 1 writes them). */
  readonly requester?: string | readonly string[];
}

/**
 * What an aggregate keeps. Filters on records (`sinceMs`, `untilMs`, `bucket`, `ip`, `requestId`) hold for everything that is counted from
 * records: totals, buckets, window, groups, changes; `inputs.lines` still counts every line read. Filters on groups (`kind`, `requester`)
 * choose the groups that are listed; totals and buckets stay those of all records.
 */
export interface AggregateOptions {
  /** Groups that are kept one by one (100,000); the rest is counted in `others`. */
  readonly maxGroups?: number;
  /** Groups with full detail (10,000); the others have counts only. */
  readonly detailGroups?: number;
  readonly filters?: Filters;
  /** Uins and role ids of the tool itself (the part of field 24 after the colon, or the whole field): counted as `excluded`. */
  readonly self?: readonly string[];
  /** Counts by 5-minute slot, of buckets and groups (on). */
  readonly slots?: boolean;
  /** Any number; varies the inner hash tables, never a result. */
  readonly hashSeed?: number;
}

/** Length of a slot of event time. Ms. */
export const SLOT_MS = 300_000;
/** Distinct values of a list that are counted one by one; beyond it an estimate (contract 2.1). */
export const EXACT_DISTINCT = 1000;
/** Values that a list shows. */
export const TOP_VALUES = 10;
export const TOP_SHAPES = 20;
export const TOP_SAMPLES = 3;
/** Few enough to read, many enough that most shapes are listed whole: what is not listed can only be told by what is. */
export const TOP_REQUESTS = 64;
/** Shapes that are kept: more than are shown, so that the most frequent ones are found among them. */
export const KEPT_SHAPES = 64;
export const KEPT_REQUESTS = 64;
/** Shared by all lists of one aggregate: entries, and bytes of text. Beyond it each list still keeps its first 10 values. */
export const MAX_ENTRIES = 250_000;
export const MAX_TEXT_BYTES = 24 << 20;
/** Shapes and their requests of one aggregate; each group still has one of both. */
export const MAX_SHAPES = 30_000;
export const MAX_REQUESTS = 60_000;
/** Longest value of a list. Bytes. */
export const MAX_VALUE_BYTES = 4096;
/** Settings changes that are kept, the latest first. */
export const MAX_CHANGES = 1000;
/** Buckets and slots that are told apart; what is beyond is counted in the totals only. */
export const MAX_BUCKETS = 50_000;
export const MAX_SLOTS = 200_000;
export const MAX_GROUP_SLOTS = 1_000_000;
/** An address with this many distinct paths and no success looks like a scanner (contract 6). */
export const SCANNER_PATHS = 50;

/** The lists of a group, in the order of their numbers. */
export const LISTS = [
  'codes',
  'messages',
  'actions',
  'accessKeys',
  'remoteIps',
  'paths',
  'userAgents',
  'hosts',
  'referers',
  'succeededActions',
  'succeededPrefixes',
] as const;
export type ListName = (typeof LISTS)[number];
export const LIST = Object.fromEntries(LISTS.map((name, i) => [name, i])) as Readonly<Record<ListName, number>>;
