// Every combination of few and many denials, buckets and requesters, compared with the truth down to each group's details:
// `npm run build && node bench/truth-matrix.mjs [--lines 60000] [--cli dist/cli/cos403.js]`
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { commandLine, dataFile } from './data.mjs';
import { truthOf, verify } from './verify.mjs';

const { values } = parseArgs({
  options: { lines: { type: 'string', default: '60000' }, data: { type: 'string' }, cli: { type: 'string' } },
});
const { cli, folder } = commandLine(values);
const lines = Number(values.lines);
let wrong = 0;
for (const [r, rate] of [0.001, 0.03, 0.5].entries()) {
  for (const [b, buckets] of [1, 200].entries()) {
    for (const [p, pool] of [500, 1_000_000].entries()) {
      // An hour, so that successes follow denials within the minute that heals them.
      const shape = { lines, rate, buckets, pool, seconds: 3600, seed: 100 + r * 4 + b * 2 + p, detail: true };
      const name = `truth-${rate * 100}%-${buckets}-buckets-${pool}-requesters`;
      const file = await dataFile(folder, `${name}-${lines}.log.gz`, shape);
      try {
        const { groups, denials, others } = verify(cli, [file], truthOf(file));
        console.log(`ok     ${name}: ${denials} denials, ${groups} groups, ${others} denials beyond the caps`);
      } catch (error) {
        wrong++;
        console.log(`WRONG  ${name}: ${error.message} (${join(folder, `${name}-${lines}.log.gz`)})`);
      }
    }
  }
}
process.exitCode = wrong === 0 ? 0 : 1;
