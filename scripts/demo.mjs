// `npm run demo`: on a machine that has only Node and npm, installs what it needs, builds, and tells the whole story.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`cos403 needs Node 20.19 or newer; this is ${process.version}.`);
  process.exit(1);
}
if (!existsSync('node_modules/esbuild')) {
  console.error('Installing the packages of package-lock.json …');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 2, 2] });
}
// `npm ci` builds as well (its prepare step); this is for a tree that was installed before or changed since.
execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 2, 2] });

const run = (...args) => spawnSync(process.execPath, ['dist/cli/cos403.js', ...args], { stdio: 'inherit' }).status ?? 1;
console.log('$ cos403 scan examples/logs\n');
const scanned = run('scan', 'examples/logs');
console.log('\n$ cos403 demo\n');
process.exit(scanned || run('demo'));
