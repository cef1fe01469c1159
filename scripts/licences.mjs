// Writes THIRD-PARTY.md: the packages that are really inside what dist/ ships, from esbuild's own list of inputs. `--check` fails when it is not up to date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { withoutUnreached } from './unreached.mjs';

const FILE = 'THIRD-PARTY.md';
/** What scripts/build.mjs bundles. */
const PRODUCTS = {
  command: ['cli/cos403.ts', 'cli/scan-worker.ts'],
  functions: ['functions/ingest.ts', 'functions/alert.ts', 'functions/report.ts', 'lib/cloud/sdk.ts'],
  'serverless plugin': ['infra/serverless-plugin/index.ts'],
  library: ['lib/index.ts'],
};

/** Packages by folder of the files that esbuild put into a bundle. */
async function bundled(entries) {
  const { metafile } = await build({
    entryPoints: entries.filter((path) => existsSync(path)),
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    splitting: true,
    outdir: 'out',
    logLevel: 'error',
    plugins: [withoutUnreached],
  });
  // What tree shaking left out of every output is not shipped.
  const shipped = new Set();
  for (const output of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) if (bytesInOutput > 0) shipped.add(path);
  }
  return new Set([...shipped].filter((path) => path.includes('node_modules/')).map(packageFolder));
}

function packageFolder(path) {
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    // Folders inside a package may hold a package.json that only sets the module type.
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version) return folder;
  }
  throw new Error(`no package holds ${path}`);
}

const packages = new Map();
for (const [product, entries] of Object.entries(PRODUCTS)) {
  for (const folder of await bundled(entries)) packages.set(folder, [...(packages.get(folder) ?? []), product]);
}
const byName = new Map();
for (const [folder, products] of packages) {
  const { name, version, license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const stated = license?.type ?? licenses?.map((one) => one.type).join(' OR ') ?? 'unknown';
  const licence = typeof license === 'string' ? license : stated;
  // The same version may be installed in several folders.
  const known = byName.get(`${name}@${version}`)?.products ?? [];
  byName.set(`${name}@${version}`, { name, version, licence, products: [...new Set([...known, ...products])] });
}
const rows = [...byName.values()].sort((a, b) =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1,
);
const unknown = rows.filter((row) => row.licence === 'unknown');
const text = `${[
  '# Third-party software',
  '',
  'What the published bundles contain besides cos403 itself, read from the bundler (`node scripts/licences.mjs`). The texts of the licences are in the packages.',
  '',
  '| package | version | licence | in |',
  '|---|---|---|---|',
  ...rows.map((row) => `| ${row.name} | ${row.version} | ${row.licence} | ${row.products.join(', ')} |`),
].join('\n')}\n`;

if (unknown.length > 0) {
  console.error(`no licence is stated by ${unknown.map((row) => row.name).join(', ')}`);
  process.exitCode = 1;
}
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, text);
  console.log(`${rows.length} packages in ${FILE}`);
} else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== text) {
  console.error(`${FILE} is not up to date: node scripts/licences.mjs`);
  process.exitCode = 1;
}
