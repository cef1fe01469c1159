// Mutation tests of the pure rooms, one after the other; each room's block of docs/MUTATION.md is written anew when it is through.
// Usage: npm run mutation [-- [--sample N] [ROOM…]]   (all rooms; one mutant of N, default every one)
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { rooms } from '../stryker.rooms.config.mjs';

const DOCUMENT = 'docs/MUTATION.md';
const args = process.argv.slice(2);
const at = args.indexOf('--sample');
const sample = at < 0 ? 1 : Number(args.splice(at, 2)[1]);
if (!(Number.isInteger(sample) && sample > 0)) throw new Error('--sample takes a whole number from 1');
/** lib/policy has a runner and a configuration of its own. */
const own = { policy: { config: 'stryker.config.mjs', report: 'reports/policy-mutants.json' } };
const asked = args.length > 0 ? args : [...Object.keys(rooms), ...Object.keys(own)];

for (const name of asked) {
  const { config, report } = own[name] ?? {
    config: 'stryker.rooms.config.mjs',
    report: `reports/mutants-${name}.json`,
  };
  const { status } = spawnSync(process.execPath, ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', config], {
    stdio: 'inherit',
    env: { ...process.env, COS403_ROOM: name, COS403_SAMPLE: String(sample) },
  });
  if (status !== 0) process.exitCode = status ?? 1;
  else keep(name, table(JSON.parse(readFileSync(report, 'utf8')), own[name] ? 1 : sample));
}

/** Score by file, worst first: what a test noticed of what could be noticed (Stryker's own reckoning, over the sample). */
function table(report, of) {
  const rows = Object.entries(report.files).map(([file, { mutants }]) => {
    const tried = mutants.filter(({ id }) => Number(id) % of === 0);
    const count = (...wanted) => tried.filter(({ status }) => wanted.includes(status)).length;
    return { file, noticed: count('Killed', 'Timeout'), missed: count('Survived', 'NoCoverage') };
  });
  const sum = (key) => rows.reduce((all, row) => all + row[key], 0);
  const total = { noticed: sum('noticed'), missed: sum('missed') };
  const score = ({ noticed, missed }) => (noticed + missed === 0 ? 1 : noticed / (noticed + missed));
  const line = (name, row) => `| ${name} | ${(100 * score(row)).toFixed(1)} % | ${row.noticed} | ${row.missed} |`;
  const day = new Date().toISOString().slice(0, 10);
  const size = of === 1 ? 'every mutant' : `one mutant of ${of}`;
  return [
    `${day}, ${size}.`,
    '',
    '| file | score | noticed | missed |',
    '|---|---:|---:|---:|',
    line('**all**', total),
    ...rows
      .filter(({ noticed, missed }) => noticed + missed > 0)
      .sort((a, b) => score(a) - score(b) || (a.file < b.file ? -1 : 1))
      .map((row) => line(`\`${row.file}\``, row)),
  ].join('\n');
}

/** Puts a room's table between its two marks. */
function keep(name, text) {
  const [open, close] = [`<!-- measured:${name} -->`, `<!-- /measured:${name} -->`];
  const document = readFileSync(DOCUMENT, 'utf8');
  const [from, to] = [document.indexOf(open), document.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`${DOCUMENT} has no place for ${name}: ${open} … ${close}`);
  writeFileSync(DOCUMENT, `${document.slice(0, from + open.length)}\n${text}\n${document.slice(to)}`);
  console.log(text);
}
