// Sizes of the function bundles against docs/bundle-budget.json: fails when one grew by more than 10 %. `--write` records today's sizes and
// prints the table of docs/COST.md with cold starts. Needs `npm run build`.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const FUNCTIONS = ['ingest', 'alert', 'report'];
const FILES = ['index.js', 'cloud.js', 'yaml.js'];
const ROOM = 1.1;

/** Bytes of each bundle. */
function sizes() {
  return Object.fromEntries(
    FUNCTIONS.flatMap((name) =>
      FILES.map((file) => {
        const path = `dist/functions/${name}/${file}`;
        return [`${name}/${file}`, statSync(path).size];
      }),
    ),
  );
}

/** One sentence for each bundle that outgrew its budget. */
function overBudget(now, budget) {
  return Object.entries(now).flatMap(([name, bytes]) => {
    const allowed = Math.floor((budget[name] ?? 0) * ROOM);
    return bytes > allowed
      ? [`dist/functions/${name} has ${bytes} bytes; the budget is ${budget[name] ?? 'missing'} + 10 %`]
      : [];
  });
}

const TELL = "const c=process.cpuUsage();process.stdout.write(c.user+c.system+' '+process.memoryUsage().rss)";

/**
 * Cold start, ms of CPU: a fresh process up to the moment at which the handler is loaded (`index`), or one of the files too that are loaded
 * when they are due (the SDKs, the YAML reader), less a process that does nothing. Medians of interleaved rounds. CPU time, so that a busy machine does not count.
 */
function coldStarts(rounds) {
  const programs = { bare: '0' };
  for (const name of FUNCTIONS) {
    const folder = join(process.cwd(), 'dist/functions', name);
    const [index, ...others] = FILES.map((file) => `require(${JSON.stringify(`${folder}/${file}`)})`);
    programs[`${name}/index.js`] = index;
    for (const [i, other] of others.entries()) programs[`${name}/${FILES[i + 1]}`] = `${index};${other}`;
  }
  const times = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  const memory = {};
  // NODE_EXTRA_CA_CERTS costs about 40 ms a start and is no part of the function.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  for (let round = 0; round < rounds; round++) {
    for (const [name, program] of Object.entries(programs)) {
      const out = execFileSync(process.execPath, ['-e', `${program};${TELL}`], { env, encoding: 'utf8' });
      const [cpuUs, rss] = out.split(' ').map(Number);
      times[name].push(cpuUs / 1000);
      memory[name] = Math.max(memory[name] ?? 0, rss);
    }
  }
  const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
  const bare = median(times.bare);
  return {
    bare: Math.round(bare),
    bareMb: Math.round(memory.bare / 1e6),
    of: Object.fromEntries(
      Object.keys(programs)
        .filter((name) => name !== 'bare')
        .map((name) => [name, { ms: Math.round(median(times[name]) - bare), mb: Math.round(memory[name] / 1e6) }]),
    ),
  };
}

function table(now, cold) {
  const rows = Object.entries(now).map(([name, bytes]) => {
    const zipped = gzipSync(readFileSync(`dist/functions/${name}`)).length;
    const { ms, mb } = cold.of[name];
    return `| ${name} | ${bytes.toLocaleString('en')} | ${zipped.toLocaleString('en')} | +${ms} | ${mb} |`;
  });
  return [
    `A process that does nothing (\`node -e 0\`): ${cold.bare} ms of CPU, ${cold.bareMb} MB. Lines of \`cloud.js\` and \`yaml.js\` include \`index.js\`.`,
    '',
    '| bundle | bytes | gzipped | cold start, CPU ms over bare | memory, MB |',
    '|---|---:|---:|---:|---:|',
    ...rows,
  ].join('\n');
}

function main() {
  const { values } = parseArgs({
    options: {
      write: { type: 'boolean' },
      rounds: { type: 'string', default: '15' },
      budget: { type: 'string', default: 'docs/bundle-budget.json' },
    },
  });
  if (!existsSync('dist/functions/ingest/index.js')) throw new Error('dist/ is missing: npm run build');
  const now = sizes();
  if (values.write) {
    const cold = coldStarts(Number(values.rounds));
    writeFileSync(values.budget, `${JSON.stringify(now, null, 2)}\n`);
    console.log(table(now, cold));
    return;
  }
  const over = overBudget(now, JSON.parse(readFileSync(values.budget, 'utf8')));
  for (const line of over) console.error(line);
  if (over.length > 0) {
    console.error(
      'Find what was pulled in (esbuild --analyze), or record the new size: node scripts/bundle-budget.mjs --write',
    );
    process.exitCode = 1;
  } else console.log('every bundle is within its budget');
}

main();
