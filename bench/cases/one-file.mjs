import { dataFile } from '../data.mjs';
import { compare, interleaved, NODE } from '../measure.mjs';
import { goaccess, peersFor, verifyPeer } from '../peers.mjs';
import { truthOf, verify } from '../verify.mjs';

/** Shapes of one log file of `lines` lines (a million are 500 MB). */
export const SHAPES = {
  'rare-0.1%': { rate: 0.001 },
  'usual-3%': { rate: 0.03 },
  'groups-50%': { rate: 0.5, pool: 20_000 },
  'million-50%': { rate: 0.5, pool: 1_000_000, buckets: 200 },
};

export const shapeFile = (context, name, lines = context.lines) =>
  dataFile(context.folder, `${name}-${lines}.log.gz`, { ...SHAPES[name], lines });

/** The whole command over one file, in the terminal's table and as JSON with every detail, beside every peer. */
export async function oneFile(context, name) {
  const file = await shapeFile(context, name);
  const truth = truthOf(file);
  const { groups, denials } = verify(context.cli, [file], truth);
  const commands = {
    zcat: `zcat ${file}`,
    'cos403 table': `${NODE} ${context.cli} scan ${file} --quiet`,
    'cos403 json': `${NODE} ${context.cli} scan ${file} --quiet --format json`,
  };
  if (context.peers) {
    for (const [peer, command] of Object.entries(peersFor([file]))) {
      verifyPeer(command, truth);
      commands[peer] = command;
    }
  }
  const runs = interleaved(commands, context.rounds);
  const result = compare(runs, 'zcat');
  // Ten times as slow as the others: one round of its own.
  const slow = context.peers && name === 'usual-3%' ? goaccess(file) : null;
  if (slow !== null) {
    slow.verify(truth);
    const once = interleaved({ zcat: commands.zcat, GoAccess: slow.command }, 1);
    result['GoAccess (totals only)'] = compare(once, 'zcat').GoAccess;
  }
  return { facts: { lines: truth.lines, denials, groups }, tools: result };
}
