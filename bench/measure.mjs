import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { here } from './data.mjs';

/** Begins the command line of a Node program whose peak memory is told. */
export const NODE = `node -r ${join(here, 'peak-rss.cjs')}`;

/**
 * Runs a shell command with its output thrown away and tells what it cost: user and system CPU seconds of all its processes, wall seconds,
 * and the peak memory in MB of a program started with `NODE`. NODE_EXTRA_CA_CERTS costs Node about 40 ms a start, so it is unset.
 */
export function measure(command) {
  const env = { ...process.env };
  delete env.NODE_EXTRA_CA_CERTS;
  const script = `TIMEFORMAT='%U %S %R'; time { ${command}; } > /dev/null`;
  const run = spawnSync('bash', ['-c', script], { env, encoding: 'utf8' });
  const numbers = /(\d+\.\d+) (\d+\.\d+) (\d+\.\d+)\s*$/.exec(run.stderr);
  if (run.status !== 0 || numbers === null) throw new Error(`${command}\n${run.stderr}`);
  const rss = /peak-rss-kb=(\d+)/.exec(run.stderr);
  const [, user, system, wall] = numbers.map(Number);
  return { cpu: user + system, wall, rss: rss === null ? null : Number(rss[1]) / 1000 };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/**
 * Runs each command once per round, in turn, so that a slow minute of the machine hits all of them. Answers the runs of each command, by
 * name, in the order of the rounds.
 */
export function interleaved(commands, rounds) {
  const runs = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of Object.entries(commands)) runs[name].push(measure(command));
  }
  return runs;
}

/** Smallest, middle and largest of numbers. */
export function spread(values) {
  return { min: Math.min(...values), median: median(values), max: Math.max(...values) };
}

/** What each command cost: seconds, and ratios to the command named `base` in the same round; peak memory is the largest of all rounds. */
export function compare(runs, base) {
  return Object.fromEntries(
    Object.entries(runs).map(([name, list]) => [
      name,
      {
        cpu: spread(list.map((run) => run.cpu)),
        wall: spread(list.map((run) => run.wall)),
        rss: list[0].rss === null ? null : Math.max(...list.map((run) => run.rss)),
        cpuRatio: spread(list.map((run, round) => run.cpu / runs[base][round].cpu)),
        wallRatio: spread(list.map((run, round) => run.wall / runs[base][round].wall)),
      },
    ]),
  );
}
