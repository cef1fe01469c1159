import type { Group, WindowView } from '../aggregate/model.js';
import type { Diagnosis } from '../diagnose/model.js';
import type { Snapshot } from '../facts/snapshot.js';
import { maskDeep, masker, type Privacy } from '../text/privacy.js';
import type { Baseline } from './baseline.js';
import { causesOf, unexplainedOf } from './causes.js';
import { groupId } from './identity.js';
import type { NamedNetwork } from './networks.js';
import { diffSnapshots } from './snapshot-diff.js';
import { isoSeconds, timelineOf } from './timeline.js';
import { trendsOf } from './trends.js';
import type { Comparison, Coverage, ReportDiagnosis, ReportGroup, ReportModel } from './types.js';
import { whoOf } from './who.js';
import { dayBounds } from './zone.js';

/** A diagnosis with the time of the settings it looked at. */
export interface DatedDiagnosis {
  readonly diagnosis: Diagnosis;
  readonly asOf: string;
  readonly source: 'incident' | 'report';
}

/** The part of the coverage that the records themselves do not tell. */
export type CoverageInput = Pick<
  Coverage,
  'lateFiles' | 'failed' | 'failedFiles' | 'calls' | 'factsAsOf' | 'fingerprint'
>;

export interface ReportInput {
  /** The local day, `YYYY-MM-DD`. */
  readonly date: string;
  readonly timeZone: string;
  /** The day's records, already cut to the day's bounds (`dayBounds`), of all roots together. */
  readonly view: WindowView;
  readonly generatedAt: string;
  readonly diagnoses: readonly DatedDiagnosis[];
  readonly previousDay: Baseline | null;
  readonly lastWeek: Baseline | null;
  /** Settings of the day before and of this day. */
  readonly snapshots?: { readonly before: Snapshot | null; readonly today: Snapshot | null };
  readonly roots?: ReportModel['roots'];
  readonly coverage?: Partial<CoverageInput>;
  readonly networks?: readonly NamedNetwork[];
  readonly privacy?: Privacy;
  readonly revision?: number;
  readonly rewritten?: ReportModel['rewritten'];
}

/**
 * Builds the day's report from plain data: no clock, no I/O, the same input gives the same bytes. Every number is a sum over the
 * view; a diagnosis is only attached, never counted beyond its group.
 */
export function buildReport(input: ReportInput): ReportModel {
  const { date, timeZone, view } = input;
  const { scan } = view;
  const bounds = dayBounds(date, timeZone);
  const privacy = input.privacy ?? { maskKeys: true, maskAddresses: false };
  const mask = masker(privacy);
  const baselines = [input.previousDay, input.lastWeek].filter((baseline) => baseline !== null);
  const groups = reportGroups(input, mask);
  const causes = causesOf(groups, scan.others.denials, scan.totals.denials);
  const { denials, requests } = scan.totals;
  const share = (part: number) => (denials === 0 ? 0 : part / denials);
  const kinds = new Map<Group['kind'], number>();
  for (const { kind, count } of groups) kinds.set(kind, (kinds.get(kind) ?? 0) + count);
  const { before = null, today = null } = input.snapshots ?? {};
  const who = whoOf(scan.groups, scan.others.denials, input.networks ?? []);
  const model: ReportModel = {
    schema: 'cos403.report/1',
    date,
    timeZone,
    window: {
      from: isoSeconds(bounds.fromMs),
      to: isoSeconds(bounds.toMs),
      hours: (bounds.toMs - bounds.fromMs) / 3_600_000,
    },
    generatedAt: input.generatedAt,
    revision: input.revision ?? 1,
    rewritten: input.rewritten ?? null,
    roots: input.roots ?? [],
    headline: {
      requests,
      denials,
      share: requests === 0 ? null : denials / requests,
      previousDay: compare(denials, input.previousDay),
      lastWeek: compare(denials, input.lastWeek),
      unexplained: unexplainedOf(causes, denials),
      healed: groups.reduce((sum, group) => sum + group.healed, 0),
      excluded: scan.totals.excluded,
      lookAlikes: scan.totals.lookAlikes,
    },
    trends: trendsOf(groups, baselines),
    timeline: timelineOf(view.slots, date, timeZone, input.lastWeek?.hours ?? null),
    kinds: [...kinds]
      .map(([kind, count]) => ({ kind, count, share: share(count) }))
      .sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1)),
    causes,
    buckets: scan.buckets,
    groups,
    others: scan.others,
    who,
    settings: { log: scan.changes, snapshot: before && today ? diffSnapshots(before, today) : null },
    coverage: coverageOf(input, groups),
    privacy,
  };
  return privacy.maskKeys || privacy.maskAddresses ? masked(model, privacy, mask) : model;
}

/** Malformed keys do not look like one: within its group each is known. */
function masked(model: ReportModel, privacy: Privacy, mask: (text: string) => string): ReportModel {
  const { groups, ...rest } = model;
  return {
    ...maskDeep(rest, mask),
    groups: groups.map((group) => {
      const keys = group.accessKeys.map(({ value }) => value);
      return maskDeep(group, masker(privacy, keys));
    }),
  };
}

function compare(denials: number, baseline: Baseline | null): Comparison | null {
  if (!baseline) return null;
  const { date, denials: then, requests } = baseline;
  return { date, denials: then, requests, change: then === 0 ? null : (denials - then) / then };
}

function reportGroups(input: ReportInput, mask: (text: string) => string): ReportGroup[] {
  const diagnoses = new Map<string, ReportDiagnosis[]>();
  for (const dated of input.diagnoses) {
    const id = groupId(dated.diagnosis.group);
    const list = diagnoses.get(id);
    if (list) list.push(kept(dated));
    else diagnoses.set(id, [kept(dated)]);
  }
  return input.view.scan.groups.map((group) => {
    const maskedId = groupId({ ...group, requester: mask(group.requester) });
    const yesterday = input.previousDay?.groups.get(maskedId);
    return {
      bucket: group.bucket,
      kind: group.kind,
      requester: group.requester,
      count: group.count,
      firstSeen: group.firstSeen,
      lastSeen: group.lastSeen,
      since: yesterday?.since ?? group.firstSeen,
      previousDay: input.previousDay ? (yesterday?.count ?? 0) : null,
      lastWeek: input.lastWeek ? (input.lastWeek.groups.get(maskedId)?.count ?? 0) : null,
      healed: group.healed,
      codes: group.codes,
      messages: group.messages,
      actions: group.actions,
      accessKeys: group.accessKeys,
      remoteIps: group.remoteIps,
      paths: group.paths,
      userAgents: group.userAgents,
      referers: group.referers,
      hosts: group.hosts,
      succeeded: group.succeeded.count,
      samples: group.samples,
      diagnoses: fitted(diagnoses.get(groupId(group)) ?? [], group.count),
    };
  });
}

/**
 * Diagnoses cover exactly their group. One made while the incident was open counted the records of that time: its parts are scaled to
 * the day's count, largest remainder first, so that the sum is the group's count.
 */
function fitted(diagnoses: readonly ReportDiagnosis[], count: number): ReportDiagnosis[] {
  const sum = diagnoses.reduce((total, diagnosis) => total + diagnosis.count, 0);
  if (sum === count || sum === 0) return [...diagnoses];
  const exact = diagnoses.map((diagnosis) => (diagnosis.count * count) / sum);
  const counts = exact.map(Math.floor);
  let left = count - counts.reduce((total, value) => total + value, 0);
  const order = exact.map((value, index) => ({ index, part: value - Math.floor(value) }));
  for (const { index } of order.sort((a, b) => b.part - a.part || a.index - b.index)) {
    if (left-- <= 0) break;
    counts[index]! += 1;
  }
  return diagnoses
    .map((diagnosis, index) => ({ ...diagnosis, count: counts[index]!, share: counts[index]! / count }))
    .filter((diagnosis) => diagnosis.count > 0);
}

function kept({ diagnosis, asOf, source }: DatedDiagnosis): ReportDiagnosis {
  const { count, share, cause, alternatives, checks, ruledOut, remedy, missingPermissions } = diagnosis;
  return {
    count,
    share,
    cause,
    alternatives,
    checks: checks.map(({ id, status, detail, evidence }) => ({ id, status, detail, evidence })),
    ruledOut,
    remedy,
    missingPermissions,
    asOf,
    source,
  };
}

function coverageOf(input: ReportInput, groups: readonly ReportGroup[]): Coverage {
  const { inputs, window } = input.view.scan;
  return {
    files: inputs.files,
    bytes: inputs.bytes,
    lines: inputs.lines,
    rejectedLines: inputs.rejectedLines,
    rejected: inputs.rejected ?? {},
    damagedFiles: inputs.damagedFiles,
    lateFiles: input.coverage?.lateFiles ?? 0,
    failed: input.coverage?.failed ?? [],
    failedFiles: input.coverage?.failedFiles ?? 0,
    firstRecord: window?.from ?? null,
    lastRecord: window?.to ?? null,
    calls: input.coverage?.calls ?? 0,
    undiagnosedGroups: groups.filter((group) => group.diagnoses.length === 0).length,
    factsAsOf: input.coverage?.factsAsOf ?? null,
    fingerprint: input.coverage?.fingerprint ?? '',
  };
}
