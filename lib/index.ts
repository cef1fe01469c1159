/**
 * cos403 as a library: read logs, name causes, ask the access model. Everything here is pure but for the streams you pass in.
 *
 * @example
 * import { createReadStream } from 'node:fs';
 * import { readFile } from 'node:fs/promises';
 * import { diagnose, scan } from 'cos403';
 *
 * const result = await scan([createReadStream('access.log.gz')]);
 * const snapshot = JSON.parse(await readFile('snapshot.json', 'utf8'));
 * const report = await diagnose(result, snapshot, { lang: 'en' });
 * for (const { cause, remedy } of report.diagnoses) console.log(cause.title, remedy.steps);
 */
import { Aggregator } from './aggregate/aggregator.js';
import type { ScanResult } from './aggregate/model.js';
import type { AggregateOptions } from './aggregate/options.js';
import { toScanResult } from './aggregate/scan-result.js';
import { diagnose as diagnoseGroup } from './diagnose/diagnose.js';
import { type LocalDiagnosisReport, localizeReport } from './diagnose/localize.js';
import { diagnosisReport } from './diagnose/report.js';
import type { Snapshot } from './facts/snapshot.js';
import type { Lang } from './lang.js';

export type { Group, ScanResult, Shape } from './aggregate/model.js';
export type { AggregateOptions, Filters } from './aggregate/options.js';
export type { Kind } from './denial/kinds.js';
export type { LocalDiagnosis, LocalDiagnosisReport } from './diagnose/localize.js';
export type { Snapshot } from './facts/snapshot.js';
export { simulate } from './policy/simulate.js';
export type { Simulation, SimulationRequest } from './policy/types.js';

/**
 * Counts and classifies the denials of log files: delivered lines or CLS records, gzip or plain, told by content. `files` are streams
 * of bytes, e.g. `createReadStream(path)`. No content makes it throw; an error of a stream rejects.
 */
export async function scan(
  files: Iterable<AsyncIterable<Uint8Array>> | AsyncIterable<AsyncIterable<Uint8Array>>,
  options: AggregateOptions = {},
): Promise<ScanResult> {
  const aggregator = new Aggregator({ slots: false, ...options });
  for await (const file of files) await aggregator.addStream(file);
  return toScanResult(aggregator.aggregate);
}

/** Names the cause of every group of a scan from the facts of a snapshot (`cos403 snapshot` writes one). */
export async function diagnose(
  result: ScanResult,
  snapshot: Snapshot,
  options: { readonly lang?: Lang } = {},
): Promise<LocalDiagnosisReport> {
  const context = { changes: result.changes, groups: result.groups };
  const byGroup = result.groups.map((group) => diagnoseGroup(group, snapshot, context).diagnoses);
  return localizeReport(diagnosisReport(result, byGroup), options.lang ?? 'en');
}
