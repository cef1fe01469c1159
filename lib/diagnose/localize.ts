import type { Lang, Text } from '../lang.js';
import type { Check, Diagnosis, DiagnosisReport, Remedy } from './model.js';
import { localizePage } from './pages.js';

/** A diagnosis in one language, as `diagnose --format json` writes it (contract 2.2). */
export interface LocalDiagnosis extends Omit<Diagnosis, 'cause' | 'checks' | 'ruledOut' | 'remedy'> {
  readonly cause: Omit<Diagnosis['cause'], 'title' | 'summary'> & { readonly title: string; readonly summary: string };
  readonly checks: readonly (Omit<Check, 'detail'> & { readonly detail: string })[];
  readonly ruledOut: readonly { readonly id: Diagnosis['ruledOut'][number]['id']; readonly because: string }[];
  readonly remedy: Omit<Remedy, 'steps'> & { readonly steps: readonly string[] };
}

export interface LocalDiagnosisReport extends Omit<DiagnosisReport, 'diagnoses'> {
  readonly diagnoses: readonly LocalDiagnosis[];
}

/** The report in one language. */
export function localizeReport(report: DiagnosisReport, lang: Lang): LocalDiagnosisReport {
  const { schema, scan, diagnoses, unexplained, ...more } = report;
  return {
    schema,
    scan,
    diagnoses: diagnoses.map((diagnosis) => localizeDiagnosis(diagnosis, lang)),
    unexplained,
    ...more,
  };
}

/** One diagnosis in one language; the keys stand in the contract's order. */
export function localizeDiagnosis(diagnosis: Diagnosis, lang: Lang): LocalDiagnosis {
  const say = (text: Text) => text[lang];
  const { group, count, share, cause, alternatives, checks, ruledOut, remedy, missingPermissions, subject, onset } =
    diagnosis;
  return {
    group,
    count,
    share,
    cause: { id: cause.id, confidence: cause.confidence, title: say(cause.title), summary: say(cause.summary) },
    alternatives,
    checks: checks.map((check) => ({ ...check, detail: say(check.detail) })),
    ruledOut: ruledOut.map((entry) => ({ id: entry.id, because: say(entry.because) })),
    remedy: {
      steps: remedy.steps.map(say),
      policy: remedy.policy,
      verified: remedy.verified,
      links: remedy.links.map((link) => localizePage(link, lang)),
    },
    missingPermissions,
    subject,
    onset,
  };
}
