import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dataFile } from '../data.mjs';
import { compare, interleaved, NODE } from '../measure.mjs';
import { peersFor, verifyPeer } from '../peers.mjs';
import { sumOfTruths, truthOf, verify } from '../verify.mjs';

/** `number` files with a million lines for every eight of them, one after the other in time. */
export async function manyFiles(context, number) {
  const lines = Math.round(context.lines * 0.12);
  const folder = join(context.folder, `many-${lines}`);
  mkdirSync(folder, { recursive: true });
  const files = [];
  for (let i = 0; i < number; i++) {
    const start = Date.UTC(2026, 10, 22) / 1000 + i * 2700;
    files.push(
      await dataFile(folder, `${String(i).padStart(2, '0')}.log.gz`, { lines, seed: 50 + i, start, seconds: 2700 }),
    );
  }
  return files;
}

/** 32 files, one thread and two, beside zcat one after the other and the peers with two threads. */
export async function files32(context) {
  const files = await manyFiles(context, 32);
  const truth = sumOfTruths(files.map(truthOf));
  for (const jobs of ['1', '2']) verify(context.cli, files, truth, ['--jobs', jobs]);
  const all = files.join(' ');
  const scan = `${NODE} ${context.cli} scan ${all} --quiet`;
  const commands = {
    zcat: `zcat ${all}`,
    'xargs -P2 zcat': `printf '%s\\n' ${all} | xargs -P2 -n1 zcat`,
    'cos403 --jobs 1': `${scan} --jobs 1`,
    'cos403 --jobs 2': `${scan} --jobs 2`,
    'cos403 --jobs 2 json': `${scan} --jobs 2 --format json`,
  };
  if (context.peers) {
    for (const [peer, command] of Object.entries(peersFor(files))) {
      if (peer === 'Node readline') continue;
      verifyPeer(command, truth);
      commands[peer] = command;
    }
  }
  const runs = interleaved(commands, context.rounds);
  return {
    facts: {
      files: files.length,
      lines: truth.lines,
      denials: truth.denials,
      groups: Object.keys(truth.groups).length,
    },
    tools: compare(runs, 'zcat'),
    ...(runs.DuckDB ? { toDuckDB: compare(runs, 'DuckDB') } : {}),
  };
}
