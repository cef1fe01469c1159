// Runs the built command on the examples with every Node that it promises to run on: this one, 22 and 24. Their answers must be the same
// bytes. `npm run build` first; `npm ci --prefix scripts/node-versions` fetches the binaries (Linux x64) once. Linux x64 only.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const binary = (name) => join(here, 'node_modules', name, 'bin/node');
if (!['node-22', 'node-24'].every((name) => existsSync(binary(name)))) {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', here], { stdio: 'inherit' });
}

const folder = mkdtempSync(join(tmpdir(), 'cos403-node-'));
const html = join(folder, 'report.html');
const snapshot = ['--snapshot', 'examples/snapshot.json'];
const COMMANDS = [
  ['scan', 'examples/logs', '--format', 'json'],
  ['scan', 'examples/logs', '--format', 'json', '--jobs', '2'],
  ['scan', 'examples/cls-export-2025.ndjson', 'examples/faq-2020.log', '--format', 'json'],
  ['diagnose', 'examples/logs', ...snapshot, '--format', 'json'],
  ['diagnose', 'examples/logs', ...snapshot, '--lang', 'zh'],
  ['report', '--date', '2026-11-22', 'examples/logs', ...snapshot, '--format', 'html', '--out', html],
];

// What a report says about when and with what it was made differs from run to run.
const WHEN = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?Z?/g;

function answers(node) {
  return COMMANDS.map((args) => {
    const env = { ...process.env, NODE_OPTIONS: '', COS403_CONFIG: '' };
    const said = execFileSync(node, ['--no-deprecation', 'dist/cli/cos403.js', ...args], {
      cwd: root,
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 27,
    });
    return args.includes(html) ? readFileSync(html, 'utf8').replace(WHEN, '') : said;
  });
}

let failed = false;
try {
  const nodes = [process.execPath, binary('node-22'), binary('node-24')];
  const wanted = answers(nodes[0]);
  for (const node of nodes) {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    const got = answers(node);
    for (const [index, args] of COMMANDS.entries()) {
      const same = got[index] === wanted[index] && got[index].length > 100;
      failed ||= !same;
      console.log(
        `${same ? 'ok ' : 'NOT'} ${version} cos403 ${args.slice(0, 2).join(' ')} … (${got[index].length} characters)`,
      );
    }
    const library = `const {scan}=require('./dist/lib/index.js');const {createReadStream:c}=require('node:fs');scan([c('examples/faq-2020.log')]).then((r)=>console.log(r.totals.requests))`;
    console.log(
      `ok  ${version} library: ${execFileSync(node, ['-e', library], { cwd: root, encoding: 'utf8' }).trim()} requests`,
    );
    execFileSync(
      node,
      [
        '-e',
        "for (const f of ['ingest','alert','report']) if (typeof require('./dist/functions/'+f+'/index.js').main_handler !== 'function') process.exit(1)",
      ],
      { cwd: root },
    );
    console.log(`ok  ${version} functions load`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
