import type { Counted } from '../../aggregate/model.js';
import type { Text } from '../../lang.js';
import { visible } from '../../text/visible.js';
import { formatChange, formatTime } from '../format.js';
import type { ReportDiagnosis, ReportGroup, ReportModel } from '../types.js';
import { cut } from './parts.js';
import { WORDS } from './words.js';

/** A text for the script: both languages, or one string when they are the same. */
export type Pair = string | readonly [en: string, zh: string];

/** One group as the page's table shows it; read by `table.ts` on the server and by the script in the browser. Times are local. */
export interface PageRow {
  readonly n: number;
  /** How the count moved: `new`, `+120%`, … */
  readonly note: Pair;
  readonly cause: Pair;
  readonly causeId: string;
  readonly confidence: '' | ReportDiagnosis['cause']['confidence'];
  /** Further causes of the same group. */
  readonly more: number;
  readonly requester: string;
  readonly bucket: string;
  readonly kind: ReportGroup['kind'];
  readonly since: string;
  readonly todo: Pair;
  readonly detail?: PageDetail;
}

export interface PageDetail {
  readonly first: string;
  readonly last: string;
  readonly healed: number;
  readonly succeeded: number;
  readonly diagnoses: readonly {
    readonly title: Pair;
    readonly id: string;
    readonly confidence: string;
    readonly count: number;
    readonly summary: Pair;
    readonly steps: readonly Pair[];
    readonly policy: string | null;
    readonly verified: boolean | null;
    readonly links: readonly string[];
    readonly checks: readonly {
      readonly id: string;
      readonly status: string;
      readonly detail: Pair;
      readonly evidence: readonly (readonly [fact: string, value: string])[];
    }[];
    readonly ruledOut: readonly (readonly [id: string, because: Pair])[];
    readonly alternatives: readonly (readonly [id: string, confidence: string])[];
    readonly missing: readonly string[];
    readonly asOf: string;
    readonly incident: boolean;
  }[];
  /** Word id of the heading, the values, how many distinct there are. */
  readonly lists: readonly (readonly [
    word: keyof typeof WORDS,
    values: readonly (readonly [string, number])[],
    distinct: number,
  ])[];
  /** Request id, time, action, path, address, user agent, referer, key. */
  readonly samples: readonly (readonly string[])[];
}

const pair = (text: Text): Pair => {
  const en = visible(cut(text.en, 1_000));
  const zh = visible(cut(text.zh, 1_000));
  return en === zh ? en : [en, zh];
};
const plain = (text: string, length = 300) => visible(cut(text, length));

/** The table's row of one group; `withDetail`: what opens below it too. */
export function pageRow(group: ReportGroup, timeZone: string, withDetail: boolean): PageRow {
  const first = group.diagnoses[0];
  return {
    n: group.count,
    note: noteOf(group),
    cause: pair(first?.cause.title ?? WORDS.notDiagnosed),
    causeId: first?.cause.id ?? 'not-diagnosed',
    confidence: first && first.cause.id !== 'unexplained' ? first.cause.confidence : '',
    more: Math.max(0, new Set(group.diagnoses.map(({ cause }) => cause.id)).size - 1),
    requester: plain(group.requester, 120),
    bucket: plain(group.bucket, 120),
    kind: group.kind,
    since: formatTime(group.since, timeZone),
    todo: first?.remedy.steps[0] ? pair(first.remedy.steps[0]) : '–',
    ...(withDetail && { detail: detailOf(group, timeZone) }),
  };
}

function noteOf(group: ReportGroup): Pair {
  if (group.previousDay === null && group.lastWeek === null) return '';
  const before = group.previousDay || group.lastWeek || 0;
  if (before === 0) return pair({ en: 'new', zh: '新' });
  return formatChange((group.count - before) / before);
}

function detailOf(group: ReportGroup, timeZone: string): PageDetail {
  const values = (list: readonly Counted[]) => list.map(({ value, count }) => [plain(value), count] as const);
  const lists = [
    ['action', values(group.actions), group.actions.length],
    ['message', values(group.messages), group.messages.length],
    ['key', values(group.accessKeys), group.accessKeys.length],
    ['path', values(group.paths.top), group.paths.distinct],
    ['address', values(group.remoteIps.top), group.remoteIps.distinct],
    ['userAgent', values(group.userAgents.top), group.userAgents.distinct],
    ['referer', values(group.referers.top), group.referers.distinct],
    ['host', values(group.hosts.top), group.hosts.distinct],
  ] as const satisfies PageDetail['lists'];
  return {
    first: formatTime(group.firstSeen, timeZone),
    last: formatTime(group.lastSeen, timeZone),
    healed: group.healed,
    succeeded: group.succeeded,
    diagnoses: group.diagnoses.map((diagnosis) => ({
      title: pair(diagnosis.cause.title),
      id: diagnosis.cause.id,
      confidence: diagnosis.cause.confidence,
      count: diagnosis.count,
      summary: pair(diagnosis.cause.summary),
      steps: diagnosis.remedy.steps.map(pair),
      policy: diagnosis.remedy.policy ? policyText(diagnosis.remedy.policy) : null,
      verified: diagnosis.remedy.verified,
      links: diagnosis.remedy.links.filter((link) => /^https:\/\//.test(link)),
      checks: diagnosis.checks.map((check) => ({
        id: check.id,
        status: check.status,
        detail: pair(check.detail),
        evidence: check.evidence.map(
          ({ fact, value }) =>
            [plain(fact), plain(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))] as const,
        ),
      })),
      ruledOut: diagnosis.ruledOut.map(({ id, because }) => [id, pair(because)] as const),
      alternatives: diagnosis.alternatives.map(({ id, confidence }) => [id, confidence] as const),
      missing: diagnosis.missingPermissions.map((permission) => plain(permission)),
      asOf: formatTime(diagnosis.asOf, timeZone),
      incident: diagnosis.source === 'incident',
    })),
    lists: lists.filter(([, entries]) => entries.some(([text]) => text !== '-')),
    samples: group.samples.map((sample) =>
      [
        sample.requestId,
        formatTime(sample.time, timeZone),
        `${sample.method} ${sample.action.replace('name/cos:', '')}`,
        sample.path,
        sample.remoteIp,
        sample.userAgent,
        sample.referer,
        sample.accessKeyId,
      ].map((text) => plain(text)),
    ),
  };
}

/** A policy is copied as it stands: invisible characters are written as JSON escapes, which a parser reads back. */
function policyText(policy: unknown): string {
  return JSON.stringify(policy, null, 2).replace(/[^\n\x20-\x7e\u4e00-\u9fff]/g, (character) =>
    [...Array(character.length).keys()]
      .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** How many rows and details the page carries; the CSV and the JSON carry all. */
export const PAGE_ROWS = 2_000;
export const PAGE_DETAILS = 1_000;
/** Rows that are there without a script. */
export const FIRST_ROWS = 50;

export function pageRows(report: ReportModel, details: number = PAGE_DETAILS): PageRow[] {
  return report.groups.slice(0, PAGE_ROWS).map((group, index) => pageRow(group, report.timeZone, index < details));
}
