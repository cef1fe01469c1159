import { spawnSync } from 'node:child_process';

/**
 * Whatever happens on the way: 20 seeded stories of the whole pipeline on the local cloud, with functions killed (SIGKILL) at random
 * requests; `npm run chaos` runs 500. What each story checks is in checks.ts.
 */
const SEEDS = 20;

jest.setTimeout(1_800_000);

test('sums stay exact, nobody is left untold, and nothing is left over', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['scripts/chaos.mjs', String(SEEDS)], {
    encoding: 'utf8',
  });
  console.log(`chaos ${stdout.trim()}`);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const figures = JSON.parse(stdout) as Record<string, number>;
  expect(figures).toMatchObject({ seeds: SEEDS, failedSeeds: 0 });
  // The stories are worth something only when runs really died and faults really hit.
  expect(figures['killed']).toBeGreaterThan(SEEDS);
  expect(figures['faults']).toBeGreaterThan(10 * SEEDS);
});
