// 200 seeded runs of alerts with faults on (`test/e2e/alert-faults.test.ts` has 20 in CI). Prints what was expected, delivered and repeated.
// Usage: node scripts/alert-faults.mjs [SEEDS] [FIRST]

import { spawnSync } from 'node:child_process';

const [seeds = '200', first = '1'] = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  ['node_modules/jest/bin/jest.js', '--maxWorkers=1', 'test/e2e/alert-faults'],
  { stdio: 'inherit', env: { ...process.env, COS403_ALERT_SEEDS: seeds, COS403_ALERT_FIRST_SEED: first } },
);
process.exit(status ?? 1);
