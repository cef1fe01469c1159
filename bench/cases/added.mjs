import { dataFile } from '../data.mjs';
import { interleaved, NODE, spread } from '../measure.mjs';
import { truthOf, verify } from '../verify.mjs';
import { shapeFile } from './one-file.mjs';

/** CPU that one file costs over another, in units of its own zcat, so that a few bytes more or less do not count. By round. */
async function added(context, base, more) {
  for (const file of [base, more]) verify(context.cli, [file], truthOf(file));
  const scan = (file) => `${NODE} ${context.cli} scan ${file} --quiet`;
  const runs = interleaved(
    { 'base zcat': `zcat ${base}`, 'more zcat': `zcat ${more}`, base: scan(base), more: scan(more) },
    context.rounds,
  );
  return spread(
    runs.more.map((run, i) => run.cpu / runs['more zcat'][i].cpu / (runs.base[i].cpu / runs['base zcat'][i].cpu) - 1),
  );
}

/** From 0.1 % to 3 % denials. */
export async function addedByDenials(context) {
  return added(context, await shapeFile(context, 'rare-0.1%'), await shapeFile(context, 'usual-3%'));
}

/**
 * What counting successes of refused requesters and healed denials adds: the same log against one in which every success is a 404 of the
 * same length. The denials and the lines are the same; there is nothing to count or to heal.
 */
export async function addedByEvidence(context) {
  const { lines, folder } = context;
  const none = await dataFile(folder, `no-successes-3%-${lines}.log.gz`, { rate: 0.03, lines, successes: false });
  return added(context, none, await shapeFile(context, 'usual-3%'));
}
