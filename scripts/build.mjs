// Builds everything that runs outside jest: the command (ES modules, split so that a command loads only what it uses),
// the functions (CommonJS, one folder each, SDKs in a second lazy file) and the library with its types.

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { withoutUnreached } from './unreached.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
rmSync('dist', { recursive: true, force: true });

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [withoutUnreached],
};

// The SDKs are CommonJS and call `require`: ES module output has none, so it gets one.
const requireBanner =
  "import { createRequire as __cos403Require } from 'node:module';const require = __cos403Require(import.meta.url);";

const entries = { cos403: 'cli/cos403.ts' };
if (existsSync('cli/scan-worker.ts')) entries['scan-worker'] = 'cli/scan-worker.ts';
await build({
  ...common,
  entryPoints: entries,
  outdir: 'dist/cli',
  format: 'esm',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunk-[hash]',
  banner: { js: requireBanner },
});
writeFileSync('dist/cli/cos403.js', "#!/usr/bin/env node\nimport('./cos403.mjs');\n");
chmodSync('dist/cli/cos403.js', 0o755);

/** Files beside a function's own, by what imports them: each is loaded when it is due, and the function starts without it. */
const SECOND_FILES = {
  // The first call of the cloud.
  'cloud.js': { entry: 'lib/cloud/sdk.ts', imported: /\/sdk\.js$/ },
  // A configuration that is YAML.
  'yaml.js': { entry: 'yaml', imported: /^yaml$/ },
};
const secondFiles = {
  name: 'second-files',
  setup(b) {
    for (const [file, { imported }] of Object.entries(SECOND_FILES)) {
      b.onResolve({ filter: imported }, (args) =>
        args.kind === 'dynamic-import' && args.resolveDir.includes('/lib')
          ? { path: `./${file}`, external: true }
          : undefined,
      );
    }
  },
};
for (const name of ['ingest', 'alert', 'report']) {
  if (!existsSync(`functions/${name}.ts`)) continue;
  const folder = `dist/functions/${name}`;
  mkdirSync(folder, { recursive: true });
  const own = { ...common, format: 'cjs', minify: true };
  await build({
    ...own,
    entryPoints: [`functions/${name}.ts`],
    outfile: `${folder}/index.js`,
    plugins: [withoutUnreached, secondFiles],
  });
  for (const [file, { entry }] of Object.entries(SECOND_FILES)) {
    await build({ ...own, entryPoints: [entry], outfile: `${folder}/${file}` });
  }
}

if (existsSync('infra/serverless-plugin/index.ts')) {
  await build({
    ...common,
    entryPoints: ['infra/serverless-plugin/index.ts'],
    outfile: 'dist/serverless-plugin/index.js',
    format: 'cjs',
    // serverless wants the class itself.
    footer: { js: 'module.exports = module.exports.default;' },
  });
}

if (existsSync('lib/index.ts')) {
  await build({ ...common, entryPoints: ['lib/index.ts'], outfile: 'dist/lib/index.js', format: 'cjs' });
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], {
    stdio: 'inherit',
  });
}
