import type { BucketTotals, Counted, Sample, SettingsChange, TopList } from '../aggregate/model.js';
import type { Kind } from '../denial/kinds.js';
import type { CauseId } from '../diagnose/ids.js';
import type { CheckStatus, Confidence, Evidence } from '../diagnose/model.js';
import type { PolicyDocument } from '../facts/snapshot.js';
import type { Text } from '../lang.js';

/**
 * One day's report: `cos403.report/1` (docs/schema/report.json, docs/REPORT.md). Everything the page, the mail, the CSV and the
 * chat message say is read from here. Texts are in both languages; times are UTC; the day is one of `timeZone`.
 */
export interface ReportModel {
  readonly schema: 'cos403.report/1';
  /** The local day, `YYYY-MM-DD`. */
  readonly date: string;
  /** IANA name. */
  readonly timeZone: string;
  /** The day's bounds in UTC, `to` exclusive; `hours` is 23, 24 or 25 (or what the zone made of that day). */
  readonly window: { readonly from: string; readonly to: string; readonly hours: number };
  readonly generatedAt: string;
  /** 1 for the first issue; +1 each time late logs made the report be written again. */
  readonly revision: number;
  /** What the last rewrite brought; null for the first issue. */
  readonly rewritten: {
    readonly at: string;
    readonly lateFiles: number;
    readonly denialsBefore: number;
  } | null;
  /** The state roots (regions, accounts) that the report covers. */
  readonly roots: readonly { readonly name: string; readonly denials: number; readonly requests: number }[];
  readonly headline: Headline;
  readonly trends: Trends;
  /** One entry an hour of the local day, in order. */
  readonly timeline: readonly TimelineHour[];
  readonly kinds: readonly { readonly kind: Kind; readonly count: number; readonly share: number }[];
  readonly causes: readonly CauseShare[];
  readonly buckets: readonly BucketTotals[];
  readonly groups: readonly ReportGroup[];
  /** Groups beyond the limit of the state, known by their sum only. */
  readonly others: { readonly groups: number; readonly denials: number; readonly approximate?: boolean };
  readonly who: Who;
  readonly settings: Settings;
  readonly coverage: Coverage;
  readonly privacy: { readonly maskKeys: boolean; readonly maskAddresses: boolean };
}

export interface Headline {
  readonly requests: number;
  readonly denials: number;
  /** denials / requests; null without requests. */
  readonly share: number | null;
  readonly previousDay: Comparison | null;
  readonly lastWeek: Comparison | null;
  /** Denials that no cause explains, groups that were not diagnosed included. */
  readonly unexplained: { readonly denials: number; readonly groups: number; readonly share: number | null };
  /** Denials that the client healed by itself within a minute. */
  readonly healed: number;
  readonly excluded: number;
  readonly lookAlikes: { readonly '402': number; readonly '451': number };
}

/** `change` = (today - then) / then; null when there was none then. */
export interface Comparison {
  readonly date: string;
  readonly denials: number;
  readonly requests: number;
  readonly change: number | null;
}

export interface Trend {
  readonly bucket: string;
  readonly kind: Kind;
  readonly requester: string;
  readonly count: number;
  /** The larger of yesterday and the same weekday last week. */
  readonly before: number;
}

/** Null without a day to compare with. Lists are cut at ten, `…Groups` count all. */
export interface Trends {
  readonly comparedWith: readonly string[];
  readonly new: readonly Trend[];
  readonly newGroups: number;
  readonly growing: readonly Trend[];
  readonly growingGroups: number;
  readonly gone: readonly Trend[];
  readonly goneGroups: number;
}

export interface TimelineHour {
  /** UTC. */
  readonly start: string;
  /** Local wall clock, `HH:MM`; on the day the clock goes back one label comes twice. */
  readonly label: string;
  readonly requests: number;
  readonly denials: number;
  readonly kinds: Readonly<Partial<Record<Kind, number>>>;
  /** Denials at the same clock time a week ago; null when that day is not known. */
  readonly lastWeek: number | null;
}

export interface CauseShare {
  /** `not-diagnosed`: the call budget ended first, or no facts were given. */
  readonly id: CauseId | 'not-diagnosed';
  readonly title: Text;
  readonly denials: number;
  /** Of the day's denials. */
  readonly share: number;
  readonly groups: number;
  /** Denials by confidence. */
  readonly confidence: Readonly<Record<Confidence, number>>;
}

export interface ReportGroup {
  readonly bucket: string;
  readonly kind: Kind;
  readonly requester: string;
  readonly count: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** When it began, carried over from earlier reports while it lasts. */
  readonly since: string;
  /** Counts yesterday and on the same weekday last week; null when that day is not known. */
  readonly previousDay: number | null;
  readonly lastWeek: number | null;
  readonly root?: string;
  readonly healed: number;
  readonly codes: readonly Counted[];
  readonly messages: readonly Counted[];
  readonly actions: readonly Counted[];
  readonly accessKeys: readonly Counted[];
  readonly remoteIps: TopList;
  readonly paths: TopList;
  readonly userAgents: TopList;
  readonly referers: TopList;
  readonly hosts: TopList;
  readonly succeeded: number;
  readonly samples: readonly Sample[];
  readonly diagnoses: readonly ReportDiagnosis[];
}

/** A diagnosis as the report keeps it. */
export interface ReportDiagnosis {
  readonly count: number;
  readonly share: number;
  readonly cause: {
    readonly id: CauseId;
    readonly confidence: Confidence;
    readonly title: Text;
    readonly summary: Text;
  };
  readonly alternatives: readonly { readonly id: CauseId; readonly confidence: Confidence }[];
  readonly checks: readonly {
    readonly id: string;
    readonly status: CheckStatus;
    readonly detail: Text;
    readonly evidence: readonly Evidence[];
  }[];
  readonly ruledOut: readonly { readonly id: CauseId; readonly because: Text }[];
  readonly remedy: {
    readonly steps: readonly Text[];
    readonly policy: PolicyDocument | null;
    readonly verified: boolean | null;
    readonly links: readonly string[];
  };
  readonly missingPermissions: readonly string[];
  /** The settings that the diagnosis looked at are those of this time. */
  readonly asOf: string;
  /** `incident`: made while the incident was open, and therefore preferred. */
  readonly source: 'incident' | 'report';
}

export interface Who {
  readonly requesters: WhoList;
  readonly addresses: WhoList;
  /** Named networks of the configuration; `-` = in none of them. Empty without names. Counted over the listed addresses. */
  readonly networks: WhoList;
  readonly userAgents: WhoList;
}

/** `rest`: denials of values that are not listed. `atLeast`: the lists behind were cut, so a count may be higher. */
export interface WhoList {
  readonly top: readonly { readonly value: string; readonly count: number; readonly network?: string }[];
  readonly rest: number;
  readonly atLeast: boolean;
}

export interface Settings {
  /** Successful changes of settings seen in the log. */
  readonly log: readonly SettingsChange[];
  /** What differs between the snapshot of the day before and this day's; null without both. */
  readonly snapshot: {
    readonly from: string;
    readonly to: string;
    readonly changes: readonly SnapshotChange[];
    /** Beyond those listed. */
    readonly rest: number;
  } | null;
}

/** `before`, `after`: null = not configured; absent = not there (or not looked at). Cut to a readable length. */
export interface SnapshotChange {
  /** JSON Pointer into the snapshot. */
  readonly fact: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly before?: string;
  readonly after?: string;
}

export interface Coverage {
  readonly files: number;
  readonly bytes: number;
  readonly lines: number;
  readonly rejectedLines: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly damagedFiles: number;
  /** Files that came more than an hour after the day's end. */
  readonly lateFiles: number;
  readonly failed: readonly { readonly key: string; readonly reason: string }[];
  readonly failedFiles: number;
  readonly firstRecord: string | null;
  readonly lastRecord: string | null;
  /** Calls to the cloud for facts, and groups left without a diagnosis because the budget ended. */
  readonly calls: number;
  readonly undiagnosedGroups: number;
  /** When the facts behind the report's own diagnoses were read; null without. */
  readonly factsAsOf: string | null;
  /** Identifies the set of state objects that went in: equal = the report would come out the same. */
  readonly fingerprint: string;
}
