import { execFileSync } from 'node:child_process';

// It packs, installs and compiles: half a minute. `npm run pack-check` does the same and says more.
const slow = process.env['COS403_SLOW'] === '1';
if (!slow) console.log('pack-check skipped: COS403_SLOW=1 runs it');

(slow ? test : test.skip)(
  'the package installs in an empty folder without a network, runs, and is a library with types',
  () => {
    const said = execFileSync(process.execPath, ['scripts/pack-check.mjs'], { encoding: 'utf8' });
    expect(said).toMatch(/ok {2}types resolve/);
  },
  300_000,
);
