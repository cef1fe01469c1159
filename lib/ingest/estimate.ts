/** What a backfill over the deployed function takes; the figures are measured in docs/COST.md. */
export interface BackfillEstimate {
  readonly objects: number;
  /** As stored. */
  readonly bytes: number;
  readonly functionSeconds: number;
  /** Pay-as-you-go price of function time and invocations, mainland (583/12281). */
  readonly cny: number;
}

/** Gzipped log bytes that a whole core reads a second: 215 CPU s for a GB of small files (bench/cost.mjs, docs/COST.md); big ones take half. */
const BYTES_PER_CORE_SECOND = 4_650_000;
/** What a 256 MB function has of a core. No page says it: a careful guess. */
const CORE_SHARE = 0.25;
const BYTES_PER_SECOND = BYTES_PER_CORE_SECOND * CORE_SHARE;
const STARTUP_SECONDS = 0.3;
const MEMORY_GB = 0.25;
const CNY_PER_GB_SECOND = 0.00011108;
const CNY_PER_INVOCATION = 0.0133 / 10_000;

/** Adds up what is missing. */
export async function estimateBackfill(objects: AsyncIterable<{ readonly size: number }>): Promise<BackfillEstimate> {
  let count = 0;
  let bytes = 0;
  for await (const object of objects) {
    count += 1;
    bytes += object.size;
  }
  const functionSeconds = bytes / BYTES_PER_SECOND + count * STARTUP_SECONDS;
  return {
    objects: count,
    bytes,
    functionSeconds,
    cny: functionSeconds * MEMORY_GB * CNY_PER_GB_SECOND + count * CNY_PER_INVOCATION,
  };
}
