// Every case of docs/PERFORMANCE.md in one command: `npm run build && npm run bench [-- --quick] [--only one-file,merge] [--no-peers]`.
// Logs are generated once (--data, COS403_BENCH_DATA, else bench/data). Every answer is verified before its time counts. The results of a
// whole run are kept in bench/results (--out); `node bench/plot.mjs` draws them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { addedByDenials, addedByEvidence } from './cases/added.mjs';
import { growth } from './cases/growth.mjs';
import { files32 } from './cases/many-files.mjs';
import { matrix } from './cases/matrix.mjs';
import { formats, stdin } from './cases/memory.mjs';
import { merge } from './cases/merge.mjs';
import { oneFile, SHAPES } from './cases/one-file.mjs';
import { start } from './cases/start.mjs';
import { commandLine, here } from './data.mjs';

const { values } = parseArgs({
  allowNegative: true,
  options: {
    quick: { type: 'boolean', default: false },
    lines: { type: 'string' },
    rounds: { type: 'string' },
    only: { type: 'string' },
    peers: { type: 'boolean' },
    data: { type: 'string' },
    cli: { type: 'string' },
    out: { type: 'string' },
  },
});
const { quick } = values;
const number = (n) => n.toFixed(2);
const three = ({ min, median, max }) => `${number(median)} (${number(min)}–${number(max)})`;
const percent = ({ min, median, max }) =>
  `${[median, min, max].map((n) => `${(n * 100).toFixed(0)} %`).join(', ')} (median, min, max)`;

/** Prints one case: what it holds, and each tool against the first. */
function show(name, { facts, tools }) {
  console.log(
    `\n${name}: ${Object.entries(facts)
      .map(([what, n]) => `${n.toLocaleString('en')} ${what}`)
      .join(', ')}`,
  );
  for (const [tool, { cpu, wall, rss, cpuRatio, wallRatio }] of Object.entries(tools)) {
    console.log(
      `  ${tool.padEnd(24)} cpu ${number(cpu.median)} s, ×${three(cpuRatio)}; wall ${number(wall.median)} s, ×${three(wallRatio)}${rss === null ? '' : `; ${rss.toFixed(0)} MB`}`,
    );
  }
}

const context = {
  ...commandLine(values),
  lines: Number(values.lines ?? (quick ? 300_000 : 1_000_000)),
  rounds: Number(values.rounds ?? (quick ? 3 : 5)),
  peers: values.peers ?? !quick,
  quick,
  show,
};
const shown = (name, row) => {
  show(name, row);
  return row;
};
const said = (name, share) => {
  console.log(`\n${name}: ${percent(share)}`);
  return share;
};

/** Cases by name, in the order in which they run. `--quick` leaves out those that need many files. */
const CASES = {
  ...Object.fromEntries(
    Object.keys(SHAPES).map((name) => [`one-file ${name}`, async () => shown(name, await oneFile(context, name))]),
  ),
  'added by denials': async () => said('0.1 % to 3 % denials, added cpu', await addedByDenials(context)),
  'added by evidence': async () => said('evidence and healed denials, added cpu', await addedByEvidence(context)),
  start: async () => shown('process start to one MiB aggregated', await start(context)),
  merge: async () => shown('merge of a day', await merge(context)),
  ...(quick && values.only === undefined
    ? {}
    : {
        'many files': async () => shown('32 files', await files32(context)),
        'stdin usual': async () => shown('standard input', await stdin(context, 'usual-3%')),
        'stdin million': async () => shown('standard input, a million requesters', await stdin(context, 'million-50%')),
        'formats groups': async () => shown('formats, 50 %', await formats(context, 'groups-50%')),
        'formats million': async () => shown('formats, a million requesters', await formats(context, 'million-50%')),
        matrix: () => matrix(context),
        growth: () => growth(context),
      }),
};

const wanted = values.only?.split(',') ?? [''];
const machine = `${cpus()[0].model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
console.log(
  `${machine}; ${context.lines} lines a file, ${context.rounds} interleaved rounds; ratios: median (min–max)`,
);
console.log(`load average ${loadavg()[0].toFixed(1)}`);
const results = { machine, lines: context.lines, rounds: context.rounds, loadBefore: loadavg()[0], cases: {} };
const out =
  values.out ?? (quick || values.only ? join(context.folder, 'results.json') : join(here, 'results/full.json'));
mkdirSync(dirname(out), { recursive: true });
for (const [name, run] of Object.entries(CASES)) {
  if (!wanted.some((prefix) => name.startsWith(prefix) || name.includes(` ${prefix}`))) continue;
  try {
    results.cases[name] = await run();
  } catch (error) {
    // One wrong answer must not hide the other cases; it has no time.
    console.log(`\n${name}: NO RESULT: ${error.message.slice(0, 2000)}`);
    process.exitCode = 1;
  }
  results.loadAfter = loadavg()[0];
  writeFileSync(out, `${JSON.stringify(results, null, 2)}\n`);
}
