import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from './generate.mjs';

export const here = dirname(fileURLToPath(import.meta.url));

/** Where the command and the generated logs are: `--cli`, `--data` or COS403_BENCH_DATA, else dist/ and bench/data (which git ignores). */
export function commandLine({ cli = join(here, '../dist/cli/cos403.js'), data = process.env.COS403_BENCH_DATA }) {
  if (!existsSync(cli)) throw new Error(`${cli} is missing: npm run build`);
  const folder = data ?? join(here, 'data');
  mkdirSync(folder, { recursive: true });
  return { cli, folder };
}

/** A generated log with its truth beside it; made once. */
export async function dataFile(folder, name, shape) {
  const file = join(folder, name);
  if (!existsSync(`${file}.truth.json`)) await generate(file, shape);
  return file;
}
