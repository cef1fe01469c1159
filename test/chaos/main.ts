import { FunctionPool } from './function-pool.js';
import { type Figures, story } from './story.js';
import { ChaosWorld } from './world.js';

/**
 * Runs stories side by side, each lane in a local cloud of its own, and prints one JSON line a seed.
 * Arguments: first seed, step, count, lanes, then the file (and its arguments) that a function's process runs.
 */
const [first = '1', step = '1', count = '1', lanes = '2', ...boot] = process.argv.slice(2);
const seeds = Array.from({ length: Number(count) }, (_, i) => Number(first) + i * Number(step));
const pool = new FunctionPool(boot);

async function lane(): Promise<void> {
  const world = await ChaosWorld.start(pool);
  for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
    const result = await story(world, seed).then(
      (figures: Figures) => ({ seed, figures }),
      (error: unknown) => ({ seed, error: (error as Error).stack ?? String(error) }),
    );
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
  await world.close();
}

await Promise.all(Array.from({ length: Math.min(Number(lanes), seeds.length) }, lane));
pool.close();
process.exit(0);
