// 500 seeded runs of the whole pipeline on the local cloud with trouble on (`test/chaos` has a few in CI). Prints the figures.
// Usage: npm run chaos [-- SEEDS [FIRST]]
import { spawnSync } from 'node:child_process';

const [seeds = '500', first = '1'] = process.argv.slice(2);
const { status } = spawnSync(process.execPath, ['node_modules/jest/bin/jest.js', '--maxWorkers=1', 'test/chaos'], {
  stdio: 'inherit',
  env: { ...process.env, COS403_CHAOS_SEEDS: seeds, COS403_CHAOS_FIRST_SEED: first },
});
process.exit(status ?? 1);
