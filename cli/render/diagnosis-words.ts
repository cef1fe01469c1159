import { duration } from '../../lib/diagnose/duration.js';
import type { LocalDiagnosis } from '../../lib/diagnose/localize.js';
import type { Check, Confidence, DiagnosisReport } from '../../lib/diagnose/model.js';
import type { Lang, Text } from '../../lib/lang.js';

/** Words around a diagnosis in the human formats. */
export const LABELS = {
  why: { en: 'Why', zh: '原因' },
  since: { en: 'Since', zh: '开始' },
  todo: { en: 'Do', zh: '处理' },
  policy: { en: 'Policy', zh: '策略' },
  proof: { en: 'Proof', zh: '证据' },
  not: { en: 'Not', zh: '排除' },
  also: { en: 'Also possible', zh: '其他可能' },
  needs: { en: 'Would help', zh: '缺少权限' },
  links: { en: 'Read', zh: '文档' },
  cause: { en: 'cause', zh: '原因' },
  confidence: { en: 'confidence', zh: '可信度' },
  denials: { en: 'denials', zh: '拒绝数' },
  bucket: { en: 'bucket', zh: '存储桶' },
  requester: { en: 'requester', zh: '请求者' },
  kind: { en: 'kind', zh: '类型' },
  what: { en: 'what to do first', zh: '首先处理' },
} as const satisfies Readonly<Record<string, Text>>;

export const CONFIDENCE: Readonly<Record<Confidence, Text>> = {
  certain: { en: 'certain', zh: '确定' },
  likely: { en: 'likely', zh: '很可能' },
  possible: { en: 'possible', zh: '可能' },
};

/** Pass, fail, unknown, not applicable: readable without colour. */
export const MARKS: Readonly<Record<Check['status'], string>> = {
  pass: '✓',
  fail: '✗',
  unknown: '?',
  'not-applicable': '·',
};

/** `2026-11-22T10:04:00Z, 4 min after PutBucketPolicy by 100000000001:100000000002`. */
export function sinceText(diagnosis: LocalDiagnosis, lang: Lang): string {
  const { onset } = diagnosis;
  if (onset === null) return '-';
  if (onset.change === null || onset.afterMs === null) return onset.since;
  const after = duration(onset.afterMs)[lang];
  const action = onset.change.action.replace('name/cos:', '');
  return lang === 'zh'
    ? `${onset.since}，在 ${onset.change.requester} 执行 ${action} 之后 ${after}`
    : `${onset.since}, ${after} after ${action} by ${onset.change.requester}`;
}

/** Whom and what it is about: `30 of 42 denials · access-denied · bucket · requester`. */
export function subjectLine(diagnosis: LocalDiagnosis, lang: Lang): string {
  const { group, count, share } = diagnosis;
  const whole = Math.round(count / share);
  const number = (value: number) => value.toLocaleString('en-US');
  const counts =
    share >= 1 || !Number.isFinite(whole)
      ? lang === 'zh'
        ? `${number(count)} 个拒绝`
        : `${number(count)} ${count === 1 ? 'denial' : 'denials'}`
      : lang === 'zh'
        ? `${number(whole)} 个拒绝中的 ${number(count)} 个`
        : `${number(count)} of ${number(whole)} denials`;
  return `${counts} · ${group.kind} · ${group.bucket} · ${group.requester}`;
}

/** First line of a report. */
export function reportLine(
  report: Pick<DiagnosisReport, 'scan' | 'unexplained'>,
  diagnoses: number,
  lang: Lang,
): string {
  const { denials } = report.scan.totals;
  const { unexplained } = report;
  const number = (value: number) => value.toLocaleString('en-US');
  return lang === 'zh'
    ? `${number(denials)} 个 403，${number(diagnoses)} 个诊断，未解释 ${number(unexplained.denials)} 个`
    : `${number(denials)} ${denials === 1 ? 'denial' : 'denials'} (403), ${number(diagnoses)} ${diagnoses === 1 ? 'diagnosis' : 'diagnoses'}, ${number(unexplained.denials)} unexplained`;
}

/** Checks that a reader needs: what failed and what is unknown first; what does not apply is left out. */
export function shownChecks(diagnosis: LocalDiagnosis): LocalDiagnosis['checks'] {
  const order = { fail: 0, unknown: 1, pass: 2, 'not-applicable': 3 } as const;
  return diagnosis.checks
    .filter((check) => check.status !== 'not-applicable')
    .toSorted((a, b) => order[a.status] - order[b.status]);
}
