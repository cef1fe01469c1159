// Prints the tables of docs/PERFORMANCE.md from the kept results of a run: `node bench/tables.mjs [bench/results/full.json]`
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { here } from './data.mjs';

const { machine, loadBefore, loadAfter, cases } = JSON.parse(
  readFileSync(process.argv[2] ?? join(here, 'results/full.json'), 'utf8'),
);
const two = (n) => n.toFixed(2);
const ratio = ({ min, median, max }) => (min === max ? two(median) : `${two(median)} (${two(min)}–${two(max)})`);
const table = (title, head, rows) =>
  console.log(
    [
      `\n${title}\n`,
      `| ${head.join(' | ')} |`,
      `|${head.map(() => ' --- |').join('')}`,
      ...rows.map((row) => `| ${row.join(' | ')} |`),
    ].join('\n'),
  );

console.log(`${machine}; load average ${loadBefore?.toFixed(0)} to ${loadAfter?.toFixed(0)}`);
for (const [name, one] of Object.entries(cases)) {
  if (one.tools === undefined) continue;
  const facts = Object.entries(one.facts).map(([what, n]) => `${n.toLocaleString('en')} ${what}`);
  table(
    `**${name}**: ${facts.join(', ')}`,
    ['tool', 'cpu s', 'cpu ×base (min–max)', 'wall ×base (min–max)', 'peak RSS MB'],
    Object.entries(one.tools).map(([tool, { cpu, cpuRatio, wallRatio, rss }]) => [
      tool,
      two(cpu.median),
      ratio(cpuRatio),
      ratio(wallRatio),
      rss === null ? '' : rss.toFixed(0),
    ]),
  );
  for (const other of ['toDuckDB', 'toLists']) {
    if (one[other] === undefined) continue;
    table(
      `${name}, against ${other === 'toDuckDB' ? 'DuckDB' : 'DuckDB with the lists'}`,
      ['tool', 'cpu', 'wall'],
      Object.entries(one[other]).map(([tool, { cpuRatio, wallRatio }]) => [tool, ratio(cpuRatio), ratio(wallRatio)]),
    );
  }
}
if (cases.matrix) {
  table(
    '**matrix**',
    ['denials, buckets, requesters', 'groups', 'cpu ×zcat', 'peak RSS MB'],
    Object.entries(cases.matrix).map(([name, { facts, tools }]) => [
      name,
      facts.groups.toLocaleString('en'),
      ratio(tools.cos403.cpuRatio),
      tools.cos403.rss.toFixed(0),
    ]),
  );
}
