import { mutate, numbersOf } from '../../scripts/fuzz/mutate.js';
import { seedsOf, type TargetName, targets } from '../../scripts/fuzz/targets.js';
import { runs } from '../support/property.js';

/** A target whose run reads whole files is tried less often. */
const COST: Partial<Record<TargetName, number>> = { file: 20, state: 4, config: 10, policy: 2, snapshot: 10 };

describe.each(Object.keys(targets) as TargetName[])('what outsiders write: %s', (name) => {
  const target = targets[name];

  // `npm run fuzz` puts what it finds into test/cases/fuzz.
  test('the cases, and what fuzzing once found', async () => {
    for (const seed of await seedsOf(name, process.cwd())) await target(Buffer.from(seed));
  });

  test('cases with random damage never break it', async () => {
    const seeds = await seedsOf(name, process.cwd());
    const next = numbersOf(403);
    for (let left = runs(COST[name]).numRuns; left > 0; left--) {
      const data = mutate(seeds, next);
      const copy = Buffer.from(data);
      try {
        await target(data);
      } catch (error) {
        throw new Error(`${name}: ${JSON.stringify(copy.toString('latin1'))}: ${(error as Error).stack}`);
      }
    }
  });
});
