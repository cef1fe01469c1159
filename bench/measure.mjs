import { spawnSync } from 'node:child_process';

/**
 * Runs a shell command with its output thrown away and tells what it cost: user and system CPU seconds, wall seconds, and the peak memory
 * of its first process in MB. NODE_EXTRA_CA_CERTS costs Node about 40 ms a start, so it is unset.
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

/** Runs each command once per round, in turn, so that a slow minute of the machine hits all of them. */
export function interleaved(commands, rounds) {
  const results = new Map(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of Object.entries(commands)) results.get(name).push(measure(command));
  }
  return Object.fromEntries(
    [...results].map(([name, runs]) => [
      name,
      {
        cpu: median(runs.map((run) => run.cpu)),
        wall: median(runs.map((run) => run.wall)),
        rss: runs[0].rss === null ? null : Math.max(...runs.map((run) => run.rss)),
      },
    ]),
  );
}
