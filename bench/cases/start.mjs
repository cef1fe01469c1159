import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dataFile, here } from '../data.mjs';
import { compare, interleaved } from '../measure.mjs';
import { truthOf, verify } from '../verify.mjs';

/** Lines of one MiB. */
const LINES = 2_080;
const ROUNDS = 15;

/** A local cloud in a process of its own that holds the log; its address and how to stop it. */
async function cloudWith(file) {
  const child = spawn(process.execPath, [join(here, 'cloud.mjs'), file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { url: line.toString().trim(), stop: () => child.kill() };
}

/** From the start of a process until one MiB of log is aggregated and written, against a process that does nothing. */
export async function start(context) {
  const file = await dataFile(context.folder, 'first-mib.log.gz', { lines: LINES });
  const { denials } = verify(context.cli, [file], truthOf(file));
  const folder = mkdtempSync(join(tmpdir(), 'cos403-start-'));
  const cloud = await cloudWith(file);
  try {
    const bundle = join(folder, 'aggregate.mjs');
    const { build } = createRequire(join(here, '../package.json'))('esbuild');
    await build({
      entryPoints: [join(here, '../lib/aggregate/index.ts')],
      outfile: bundle,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'error',
    });
    const ingest = join(dirname(context.cli), '../functions/ingest/index.js');
    const invoke = `node ${join(here, 'peers/invoke-ingest.cjs')} ${ingest} ${cloud.url} ${folder}`;
    writeFileSync(join(folder, 'empty.cjs'), '');
    const commands = {
      'empty script': `node ${join(folder, 'empty.cjs')}`,
      'aggregate a file': `node ${join(here, 'peers/aggregate.mjs')} ${bundle} ${file}`,
      'cos403 scan': `node ${context.cli} scan ${file} --quiet`,
      'ingest function, from the local cloud': invoke,
      'ingest function, loaded only': `node -e 'require(${JSON.stringify(ingest)})'`,
    };
    const tools = compare(interleaved(commands, ROUNDS), 'empty script');
    return { facts: { lines: truthOf(file).lines, denials }, tools };
  } finally {
    cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
