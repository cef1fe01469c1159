// Seeded stories of the whole pipeline on the local cloud with trouble on: functions run in processes of their own and are killed
// (SIGKILL) at random requests. Prints each failure and the figures as one JSON line at the end.
// Usage: npm run chaos [-- SEEDS [FIRST [DRIVERS]]]        A failing seed alone, each run shown: COS403_CHAOS_TRACE=1 npm run chaos -- 1 SEED
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [seeds, first, drivers] = [500, 1, 2].map((usual, i) => Number(process.argv[2 + i] ?? usual));
const LANES = 2;
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cos403-chaos-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'error',
  define: { __VERSION__: '"chaos"' },
};
await Promise.all([
  build({
    ...common,
    entryPoints: ['test/chaos/main.ts'],
    outfile: join(folder, 'main.mjs'),
    format: 'esm',
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  }),
  build({
    ...common,
    entryPoints: ['test/chaos/function-process.ts'],
    outfile: join(folder, 'functions.cjs'),
    format: 'cjs',
    minify: true,
  }),
]);
// A killed process is replaced often: compiled code is kept, so that a fresh one starts in half the time.
writeFileSync(
  join(folder, 'boot.cjs'),
  `const { readFileSync, writeFileSync, existsSync } = require('node:fs');
const { Script } = require('node:vm');
const file = ${JSON.stringify(join(folder, 'functions.cjs'))};
const cache = file + '.cache';
const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;
const wrapped = '(function(exports,require,module,__filename,__dirname){' + readFileSync(file, 'utf8') + '\\n})';
const script = new Script(wrapped, { filename: file, cachedData });
script.runInThisContext()({}, require, {}, file, ${JSON.stringify(folder)});
if (process.argv[2] === 'cache') { writeFileSync(cache, script.createCachedData()); process.exit(0); }
`,
);
await new Promise((done) =>
  spawn(process.execPath, [join(folder, 'boot.cjs'), 'cache'], { stdio: 'inherit' }).on('exit', done),
);

const total = {};
let done = 0;
let failed = 0;
function onLine(line) {
  const { seed, figures, error } = JSON.parse(line);
  done++;
  if (error) {
    failed++;
    console.error(`seed ${seed}: ${error}`);
    return;
  }
  for (const [name, value] of Object.entries(figures)) total[name] = (total[name] ?? 0) + value;
  if (process.stderr.isTTY) process.stderr.write(`\r${done}/${seeds}`);
}

const codes = await Promise.all(
  Array.from({ length: Math.min(drivers, seeds) }, (_, i) => {
    const count = Math.ceil((seeds - i) / drivers);
    const args = [join(folder, 'main.mjs'), first + i, drivers, count, LANES, join(folder, 'boot.cjs')].map(String);
    const driver = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface({ input: driver.stdout }).on('line', onLine);
    return new Promise((ended) => driver.on('close', ended));
  }),
);
console.log(JSON.stringify({ seeds: done, failedSeeds: failed, ...total }));
process.exit(failed > 0 || done !== seeds || codes.some((code) => code !== 0) ? 1 : 0);
