import { dataFile } from '../data.mjs';
import { compare, interleaved, NODE } from '../measure.mjs';
import { sumOfTruths, truthOf, verify } from '../verify.mjs';
import { manyFiles } from './many-files.mjs';

const MOST_ROUNDS = 3;
/** The whole series costs as much as ten files of a million lines. */
const SHARE = 0.25;

async function point(context, files, x, more = []) {
  const truth = files.length === 1 ? truthOf(files[0]) : sumOfTruths(files.map(truthOf));
  const { groups, denials } = verify(context.cli, files, truth, more);
  const all = files.join(' ');
  const commands = {
    zcat: `zcat ${all}`,
    cos403: `${NODE} ${context.cli} scan ${all} --quiet ${more.join(' ')}`,
  };
  const { zcat, cos403 } = compare(interleaved(commands, Math.min(context.rounds, MOST_ROUNDS)), 'zcat');
  return {
    x: x ?? groups,
    lines: truth.lines,
    groups,
    denials,
    zcat: zcat.cpu.median,
    cpu: cos403.cpu.median,
    wall: cos403.wall.median,
    rss: cos403.rss,
    ratio: cos403.cpuRatio.median,
  };
}

/** How cost grows: one series for each thing that can grow, with all others as they are. CPU seconds of the whole command. */
export async function growth(context) {
  const { folder } = context;
  const lines = Math.round(context.lines * SHARE);
  const log = (name, shape) => dataFile(folder, `growth-${name}.log.gz`, shape);
  const series = { lines: [], groups: [], requesters: [], files: [] };
  for (const share of [0.25, 0.5, 1, 2, 4]) {
    const n = Math.round(lines * share);
    series.lines.push(await point(context, [await log(`lines-${n}`, { lines: n })], n));
  }
  for (const pool of [20, 200, 2_000, 8_000, 20_000]) {
    series.groups.push(await point(context, [await log(`groups-${pool}-${lines}`, { lines, rate: 0.5, pool })], null));
  }
  for (const pool of [1_000, 10_000, 100_000, 1_000_000]) {
    const shape = { lines, rate: 0.03, pool, buckets: 200 };
    series.requesters.push(await point(context, [await log(`requesters-${pool}-${lines}`, shape)], pool));
  }
  for (const number of [2, 4, 8, 16, 32]) {
    series.files.push(await point(context, await manyFiles(context, number), number, ['--jobs', '2']));
  }
  return series;
}
