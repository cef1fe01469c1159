// Coverage-guided fuzzing of everything that outsiders write (scripts/fuzz/targets.ts), bounded in time and seeded.
// Usage: npm run fuzz [-- SECONDS-A-TARGET [TARGET…]]   (default: 30 seconds each)
// V8's own block coverage guides: an input that reaches a new block is changed further. A finding is written to
// test/cases/fuzz/<target>/, where test/hostile/fuzz.test.ts keeps it for ever.
// (Jazzer.js 4 needs glibc 2.38, and its older versions fetch their native part from outside the registry.)
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from './load-ts.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [seconds = '30', ...asked] = process.argv.slice(2);
const { targets, seedsOf } = await load('scripts/fuzz/targets.ts');
const { mutate, numbersOf } = await load('scripts/fuzz/mutate.ts');

const session = new Session();
session.connect();
/** In-process the inspector answers at once. */
function post(method, params) {
  let answer;
  session.post(method, params, (error, result) => {
    if (error) throw new Error(error.message);
    answer = result;
  });
  return answer;
}
post('Profiler.enable');
post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/** Blocks that ran since the last call and that `known` has not. */
function newBlocks(known) {
  let found = 0;
  for (const script of post('Profiler.takePreciseCoverage').result) {
    // The bundle is the only module outside of Node and this script.
    if (!script.url.includes('cos403-script-')) continue;
    for (const { ranges } of script.functions) {
      for (const { startOffset, endOffset, count } of ranges) {
        // Once, a few times, many times: a loop that runs on is news too.
        const often = count === 0 ? 0 : count < 2 ? 1 : count < 8 ? 2 : count < 128 ? 3 : 4;
        const key = `${startOffset}-${endOffset}-${often}`;
        if (often > 0 && !known.has(key)) {
          known.add(key);
          found++;
        }
      }
    }
  }
  return found;
}

let findings = 0;
for (const name of asked.length > 0 ? asked : Object.keys(targets)) {
  const known = new Set();
  const corpus = [...(await seedsOf(name, root))];
  const broken = new Map();
  const attempt = async (data) => {
    try {
      await targets[name](Buffer.from(data));
    } catch (error) {
      const where = String(error?.stack).split('\n').slice(0, 3).join('\n');
      if (!broken.has(where)) broken.set(where, data);
    }
  };
  newBlocks(known);
  for (const seed of corpus) await attempt(seed);
  newBlocks(known);
  const begun = [corpus.length, known.size];
  const next = numbersOf(403);
  const end = Date.now() + Number(seconds) * 1000;
  let inputs = 0;
  let slowestMs = 0;
  while (Date.now() < end) {
    // A third of the time what was found last is changed.
    const data = mutate(next() % 3 === 0 ? corpus.slice(-8) : corpus, next).subarray(0, 65_536);
    const startMs = performance.now();
    await attempt(data);
    slowestMs = Math.max(slowestMs, performance.now() - startMs);
    inputs++;
    if (newBlocks(known) > 0) corpus.push(data);
  }
  for (const [where, data] of broken) {
    const folder = join(root, 'test/cases/fuzz', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, createHash('sha256').update(data).digest('hex').slice(0, 12)), data);
    console.log(where);
  }
  findings += broken.size;
  console.log(
    `${name}: ${inputs} inputs, corpus ${begun[0]} → ${corpus.length}, blocks ${begun[1]} → ${known.size}, slowest ${Math.round(slowestMs)} ms, ${broken.size} findings`,
  );
}
process.exit(findings > 0 ? 1 : 0);
