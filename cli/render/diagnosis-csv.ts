import type { LocalDiagnosis } from '../../lib/diagnose/localize.js';
import { CSV_START, csvLine } from '../../lib/text/csv.js';

/** Columns of `diagnose --format csv`, with the value of each. */
const COLUMNS: readonly (readonly [string, (diagnosis: LocalDiagnosis) => string | number])[] = [
  ['bucket', ({ group }) => group.bucket],
  ['kind', ({ group }) => group.kind],
  ['requester', ({ group }) => group.requester],
  ['count', ({ count }) => count],
  ['share', ({ share }) => Math.round(share * 10_000) / 10_000],
  ['cause', ({ cause }) => cause.id],
  ['confidence', ({ cause }) => cause.confidence],
  ['title', ({ cause }) => cause.title],
  ['summary', ({ cause }) => cause.summary],
  ['subject', ({ subject }) => subject],
  ['since', ({ onset }) => onset?.since ?? ''],
  ['afterChange', ({ onset }) => onset?.change?.action ?? ''],
  ['firstStep', ({ remedy }) => remedy.steps[0] ?? ''],
  ['alternatives', ({ alternatives }) => alternatives.map((entry) => entry.id).join(' ')],
  [
    'failedChecks',
    ({ checks }) =>
      checks
        .filter((check) => check.status === 'fail')
        .map((check) => check.id)
        .join(' '),
  ],
  ['missingPermissions', ({ missingPermissions }) => missingPermissions.join(' ')],
];

/** One line a diagnosis, with a header. */
export function* renderDiagnosisCsv(diagnoses: Iterable<LocalDiagnosis>): Generator<string> {
  yield CSV_START + csvLine(COLUMNS.map(([name]) => name));
  for (const diagnosis of diagnoses) yield csvLine(COLUMNS.map(([, value]) => value(diagnosis)));
}
