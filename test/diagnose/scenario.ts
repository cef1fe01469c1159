import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Aggregator } from '../../lib/aggregate/aggregator.js';
import type { Group, ScanResult } from '../../lib/aggregate/model.js';
import { toScanResult } from '../../lib/aggregate/scan-result.js';
import { diagnose } from '../../lib/diagnose/diagnose.js';
import type { DiagnoseOutcome, Diagnosis } from '../../lib/diagnose/model.js';
import type { FactRequest, Snapshot } from '../../lib/facts/snapshot.js';

const FOLDER = join(__dirname, '../cases/diagnose');

/** What a case expects of one diagnosis; fields that are absent are not looked at. */
export interface ExpectedDiagnosis {
  readonly cause: string;
  readonly confidence: string;
  readonly count: number;
  readonly checks?: Readonly<Record<string, string>>;
  readonly alternatives?: readonly string[];
  /** `true`: a policy that the simulator confirms; `false`: none. */
  readonly policy?: boolean;
  readonly subject?: string;
  readonly missingPermissions?: readonly string[];
  /** `null`: no change of settings is named. */
  readonly onset?: { readonly action: string; readonly afterMs: number } | null;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly snapshot: Snapshot;
  readonly expected: readonly ExpectedDiagnosis[];
  readonly wants?: readonly FactRequest[];
  /** Causes that are true as well, and are given when the facts of those before are missing. */
  readonly alsoTrue: readonly string[];
  /** Row of the catalogue of real causes that it shows. */
  readonly catalogueRow?: number;
  scan(): Promise<ScanResult>;
}

/** Every folder of test/cases/diagnose: `log` (lines) or `scan.json`, `snapshot.json`, `expect.json`. Read once, scanned once. */
export function scenarios(): readonly Scenario[] {
  all ??= read();
  return all;
}

let all: readonly Scenario[] | undefined;

function read(): Scenario[] {
  return readdirSync(FOLDER)
    .sort()
    .map((name) => {
      const folder = join(FOLDER, name);
      const json = <T>(file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;
      const expect = json<{
        title: string;
        diagnoses: ExpectedDiagnosis[];
        wants?: FactRequest[];
        alsoTrue?: string[];
        catalogueRow?: number;
      }>('expect.json');
      return {
        name,
        title: expect.title,
        snapshot: json<Snapshot>('snapshot.json'),
        expected: expect.diagnoses,
        alsoTrue: expect.alsoTrue ?? [],
        ...(expect.catalogueRow === undefined ? {} : { catalogueRow: expect.catalogueRow }),
        ...(expect.wants === undefined ? {} : { wants: expect.wants }),
        scan: once(() =>
          existsSync(join(folder, 'scan.json'))
            ? Promise.resolve(json<ScanResult>('scan.json'))
            : scanText(readFileSync(join(folder, 'log'))),
        ),
      };
    });
}

/** Is this cause one of those that the case has? */
export function isTrueOf(scenario: Scenario, cause: string): boolean {
  return scenario.expected.some((one) => one.cause === cause) || scenario.alsoTrue.includes(cause);
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

export async function scanText(text: Buffer): Promise<ScanResult> {
  const aggregator = new Aggregator();
  await aggregator.addStream(
    (async function* () {
      yield text;
    })(),
  );
  return toScanResult(aggregator.aggregate);
}

/** Every group of the scan with its outcome. */
export function diagnoseScan(scan: ScanResult, snapshot: Snapshot): { group: Group; outcome: DiagnoseOutcome }[] {
  const context = { changes: scan.changes, groups: scan.groups };
  return scan.groups.map((group) => ({ group, outcome: diagnose(group, snapshot, context) }));
}

export function diagnosesOf(scan: ScanResult, snapshot: Snapshot): Diagnosis[] {
  return diagnoseScan(scan, snapshot).flatMap(({ outcome }) => outcome.diagnoses);
}
