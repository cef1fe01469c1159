// Packs cos403, installs the tarball in an empty folder without a network, and uses it as a stranger would: the command, CommonJS,
// ES modules, TypeScript. `npm run build` first. Says what it did, exits 1 at the first thing that does not work.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cos403-pack-')));
const log = join(root, 'examples/logs');
// No tarball comes from a registry: what is not in ours is missing.
const env = { ...process.env, npm_config_offline: 'true', npm_config_cache: join(folder, '.cache'), NODE_PATH: '' };

function run(command, args, cwd = folder) {
  return execFileSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 26,
  });
}

function check(what, holds) {
  if (!holds) throw new Error(`pack-check: ${what}: no`);
  console.log(`ok  ${what}`);
}

/** What a package of ours may hold, and what a user of it needs. */
const ALLOWED =
  /^(package\.json|README(\.zh-CN)?\.md|CHANGELOG\.md|SECURITY\.md|THIRD-PARTY\.md|LICENSE|serverless\.yml|(dist|docs|examples)\/.*)$/;
const NEEDED = [
  'LICENSE',
  'README.md',
  'README.zh-CN.md',
  'SECURITY.md',
  'docs/CONFIG.md',
  'docs/STATE.md',
  'docs/schema/config.json',
  'examples/config.yaml',
  'examples/snapshot.json',
  'serverless.yml',
  'dist/cli/cos403.js',
  'dist/cli/scan-worker.mjs',
  'dist/functions/ingest/index.js',
  'dist/lib/index.js',
  'dist/serverless-plugin/index.js',
  'dist/types/lib/index.d.ts',
];

try {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root));
  const files = packed.files.map(({ path }) => path);
  console.log(
    `    ${packed.filename}: ${files.length} files, ${(packed.size / 1e6).toFixed(1)} MB packed, ${(packed.unpackedSize / 1e6).toFixed(1)} MB unpacked`,
  );
  check(
    'no file that does not belong',
    files.every((path) => ALLOWED.test(path) && !/\.(map|test\.\w+)$/.test(path)),
  );
  for (const path of NEEDED) check(`has ${path}`, files.includes(path));

  writeFileSync(join(folder, 'package.json'), '{"name":"stranger","private":true}');
  run('npm', ['install', '--no-audit', '--no-fund', `./${packed.filename}`]);
  const installed = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
  check('brings no other package', installed.join() === 'cos403');

  cpSync(log, join(folder, 'logs'), { recursive: true });
  const scan = JSON.parse(run('npx', ['cos403', 'scan', 'logs', '--format', 'json']));
  check('npx cos403 scan counts the denials of the examples', scan.totals.denials === 392);
  const snapshot = 'node_modules/cos403/examples/snapshot.json';
  const found = JSON.parse(run('npx', ['cos403', 'diagnose', 'logs', '--snapshot', snapshot, '--format', 'json']));
  check(
    'npx cos403 diagnose names causes',
    found.diagnoses.some(({ cause }) => cause.id === 'key-disabled'),
  );
  check('npx cos403 --version tells the version', run('npx', ['cos403', '--version']).trim() === packed.version);

  const body = `
    const { createReadStream, readFileSync, readdirSync } = fs;
    const folder = 'logs/2026/11/22';
    const files = readdirSync(folder).map((name) => createReadStream(folder + '/' + name));
    scan(files)
      .then((result) => diagnose(result, JSON.parse(readFileSync('${snapshot}', 'utf8'))))
      .then((report) => console.log(report.diagnoses.length));`;
  writeFileSync(
    join(folder, 'use.cjs'),
    `const fs = require('node:fs');\nconst { scan, diagnose } = require('cos403');${body}`,
  );
  check('require("cos403") scans and diagnoses', Number(run('node', ['use.cjs'])) > 5);
  writeFileSync(
    join(folder, 'use.mjs'),
    `import * as fs from 'node:fs';\nimport { scan, diagnose } from 'cos403';${body}`,
  );
  check('import from "cos403" scans and diagnoses', Number(run('node', ['use.mjs'])) > 5);

  writeFileSync(
    join(folder, 'use.ts'),
    `import { type Snapshot, type ScanResult, diagnose, scan, simulate } from 'cos403';
export async function first(files: AsyncIterable<Uint8Array>[], snapshot: Snapshot): Promise<string | undefined> {
  const result: ScanResult = await scan(files, { since: 0 } as never);
  const report = await diagnose(result, snapshot, { lang: 'zh' });
  const { decision } = simulate({ requester: 'anonymous', action: 'name/cos:GetObject', bucket: 'b-1250000000', key: 'a' }, snapshot);
  // @ts-expect-error: there is no such language
  await diagnose(result, snapshot, { lang: 'xx' });
  return decision === 'deny' ? report.diagnoses[0]?.cause.id : undefined;
}
`,
  );
  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['commonjs', 'node10'],
    ['esnext', 'bundler'],
  ]) {
    const options = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      lib: ['es2023'],
      types: ['node'],
      typeRoots: [resolve(root, 'node_modules/@types')],
      module,
      moduleResolution,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['use.ts'] }));
    let complaint = '';
    try {
      run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json']);
    } catch (error) {
      complaint = error.stdout;
    }
    if (complaint) console.error(complaint);
    check(`types resolve with module resolution ${moduleResolution}`, complaint === '');
  }
  check('and without our sources', !existsSync(join(folder, 'node_modules/cos403/lib')));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
