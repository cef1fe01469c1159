// 10,000 runs of every property test (CI makes 1,000). Usage: npm run properties [-- RUNS]
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [runs = '10000'] = process.argv.slice(2);
const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('test', name))
  .filter((path) => /\bruns\(/.test(readFileSync(path, 'utf8')));
const { status } = spawnSync(process.execPath, ['node_modules/jest/bin/jest.js', '--testTimeout=3600000', ...files], {
  stdio: 'inherit',
  env: { ...process.env, COS403_RUNS: runs },
});
process.exit(status ?? 1);
