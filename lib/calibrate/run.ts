import type { Text } from '../lang.js';
import type { Bench, Observation } from './experiment.js';
import { EXPERIMENTS } from './experiments.js';

/** `cos403.calibration/1`: can be sent in and becomes a fixture. */
export interface Calibration {
  readonly schema: 'cos403.calibration/1';
  readonly takenAt: string;
  readonly region: string;
  readonly bucketCreatedAt: string | null;
  readonly experiments: readonly {
    readonly id: string;
    readonly settles: readonly string[];
    /** English: the file is for everybody. */
    readonly question: string;
    readonly observations: readonly Observation[];
    readonly failed?: string;
  }[];
  /** Keys and settings (`?policy`, `?referer`) that could not be removed; empty when everything was cleaned up. */
  readonly leftBehind: readonly string[];
}

export interface CalibrationDeps {
  readonly bench: Bench;
  readonly nowMs: () => number;
  readonly bucketCreatedAt: string | null;
  listKeys(): AsyncIterable<string>;
  deleteKey(key: string): Promise<void>;
  /** Removes what is left of bucket policy and hotlink rules, also after an interruption; answers what could not be removed. */
  restoreSettings(): Promise<readonly string[]>;
  onExperiment(question: Text): void;
  readonly signal: AbortSignal;
}

/** Runs every experiment and deletes what it made, also when one of them fails or the user interrupts. */
export async function calibrate(deps: CalibrationDeps): Promise<Calibration> {
  const experiments: Calibration['experiments'][number][] = [];
  const leftBehind: string[] = [];
  try {
    for (const { id, settles, question, run } of EXPERIMENTS) {
      if (deps.signal.aborted) break;
      deps.onExperiment(question);
      try {
        experiments.push({ id, settles, question: question.en, observations: await run(deps.bench) });
      } catch (error) {
        experiments.push({ id, settles, question: question.en, observations: [], failed: (error as Error).message });
      }
    }
  } finally {
    // Settings first: a policy that denies could keep objects from being deleted.
    leftBehind.push(...(await deps.restoreSettings().catch(() => ['?policy', '?referer'])));
    leftBehind.push(...(await deleteObjects(deps).catch(() => [`${deps.bench.prefix}*`])));
  }
  return {
    schema: 'cos403.calibration/1',
    takenAt: new Date(deps.nowMs()).toISOString(),
    region: deps.bench.region,
    bucketCreatedAt: deps.bucketCreatedAt,
    experiments,
    leftBehind,
  };
}

async function deleteObjects({ listKeys, deleteKey }: CalibrationDeps): Promise<string[]> {
  const kept: string[] = [];
  for await (const key of listKeys()) await deleteKey(key).catch(() => kept.push(key));
  return kept;
}
