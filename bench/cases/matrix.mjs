import { dataFile } from '../data.mjs';
import { compare, interleaved, NODE } from '../measure.mjs';
import { truthOf, verify } from '../verify.mjs';

/** Twelve files: a quarter of the lines of the other cases each. */
const SHARE = 0.25;

/** Few, usual and many denials × one and 200 buckets × few and a million requesters, each verified and beside zcat. */
export async function matrix(context) {
  const rows = {};
  const lines = Math.round(context.lines * SHARE);
  for (const rate of [0.001, 0.03, 0.5]) {
    for (const buckets of [1, 200]) {
      for (const pool of [500, 1_000_000]) {
        const name = `${rate * 100} %, ${buckets} bucket${buckets > 1 ? 's' : ''}, ${pool.toLocaleString('en')} requesters`;
        const file = await dataFile(context.folder, `matrix-${rate * 100}%-${buckets}-${pool}-${lines}.log.gz`, {
          lines,
          rate,
          buckets,
          pool,
          seed: 7,
        });
        const { groups, denials } = verify(context.cli, [file], truthOf(file));
        const commands = {
          zcat: `zcat ${file}`,
          cos403: `${NODE} ${context.cli} scan ${file} --quiet --format json`,
        };
        rows[name] = {
          facts: { lines, denials, groups },
          tools: compare(interleaved(commands, context.rounds), 'zcat'),
        };
        context.show(name, rows[name]);
      }
    }
  }
  return rows;
}
