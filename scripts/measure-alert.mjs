// Alert runs: delay from delivery to message; store calls, CPU time and state size over 1, 100 and 10,000 partials in the window;
// calls and time against the local cloud. The figures are in docs/COST.md.
// Usage: node scripts/measure-alert.mjs [1,100,10000] [1,100]

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'cos403-measure-'));
const outfile = join(folder, 'measure.cjs');
await build({
  entryPoints: ['test/alert/support/measure.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
rmSync(folder, { recursive: true });
process.exit(status ?? 1);
