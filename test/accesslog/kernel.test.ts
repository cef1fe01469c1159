import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

test('the compiled kernel is what its source compiles to', () => {
  const run = spawnSync(process.execPath, ['scripts/kernel.mjs', '--check'], {
    cwd: join(__dirname, '../..'),
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
}, 120_000);
