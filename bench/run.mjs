// Every case of docs/PERFORMANCE.md: `npm run build && npm run bench [-- --lines 1000000 --rounds 3]`. Logs are generated once into bench/data.
import { existsSync, mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generate } from './generate.mjs';
import { interleaved } from './measure.mjs';
import { verify } from './verify.mjs';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    data: { type: 'string' },
    only: { type: 'string' },
    cli: { type: 'string' },
  },
});
const here = dirname(fileURLToPath(import.meta.url));
const cli = values.cli ?? join(here, '../dist/cli/cos403.js');
if (!existsSync(cli)) throw new Error('dist/ is missing: npm run build');
const folder = values.data ?? join(here, 'data');
mkdirSync(folder, { recursive: true });
const lines = Number(values.lines);

const CASES = {
  'rare-0.1%': { rate: 0.001 },
  'usual-3%': { rate: 0.03 },
  'one-bucket-3%': { rate: 0.03, buckets: 1 },
  'groups-50%': { rate: 0.5, pool: 20_000 },
  'million-50%': { rate: 0.5, pool: 1_000_000, buckets: 200 },
};
// Counts of denials by bucket, code and requester: what a patient person would type.
const AWK = `{ n = split($0, q, "\\""); } match($0, / 403 [A-Z]/) { c[$2]++ } { r[$2]++ } END { for (b in r) print b, r[b], c[b] }`;

console.log(
  `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}; ${lines} lines a file, medians of ${values.rounds} interleaved rounds`,
);
console.log(
  'case | groups | zcat cpu s | mawk ×zcat | cos403 table ×zcat | cos403 json ×zcat | wall ×zcat | peak RSS MB',
);
for (const [name, shape] of Object.entries(CASES)) {
  if (values.only !== undefined && !name.startsWith(values.only)) continue;
  const file = join(folder, `${name}-${lines}.log.gz`);
  if (!existsSync(`${file}.truth.json`)) await generate(file, { ...shape, lines });
  const { groups } = verify(cli, file);
  const node = `node --import ${join(here, 'peak-rss.mjs')} ${cli} scan ${file} --quiet`;
  const result = interleaved(
    {
      zcat: `zcat ${file}`,
      mawk: `zcat ${file} | mawk '${AWK}'`,
      table: `${node} --format table`,
      json: `${node} --format json`,
    },
    Number(values.rounds),
  );
  const times = (tool) => (result[tool].cpu / result.zcat.cpu).toFixed(2);
  console.log(
    [
      name,
      groups,
      result.zcat.cpu.toFixed(2),
      times('mawk'),
      times('table'),
      times('json'),
      (result.table.wall / result.zcat.wall).toFixed(2),
      result.json.rss?.toFixed(0),
    ].join(' | '),
  );
}
