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
    readonly question: string;
    readonly observations: readonly Observation[];
    readonly failed?: string;
  }[];
  /** Keys that could not be deleted; empty when everything was cleaned up. */
  readonly leftBehind: readonly string[];
}

export interface CalibrationDeps {
  readonly bench: Bench;
  readonly nowMs: () => number;
  readonly bucketCreatedAt: string | null;
  listKeys(): AsyncIterable<string>;
  deleteKey(key: string): Promise<void>;
  onExperiment(question: string): void;
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
        experiments.push({ id, settles, question, observations: await run(deps.bench) });
      } catch (error) {
        experiments.push({ id, settles, question, observations: [], failed: (error as Error).message });
      }
    }
  } finally {
    for await (const key of deps.listKeys()) await deps.deleteKey(key).catch(() => leftBehind.push(key));
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
