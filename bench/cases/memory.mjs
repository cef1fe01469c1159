import { execFileSync } from 'node:child_process';
import { compare, interleaved, NODE } from '../measure.mjs';
import { same, truthOf } from '../verify.mjs';
import { shapeFile } from './one-file.mjs';

const FORMATS = ['table', 'json', 'ndjson', 'csv', 'markdown', 'html'];

/** Peak memory and time of every format over one file, each once a round. */
export async function formats(context, name) {
  const file = await shapeFile(context, name);
  const commands = { zcat: `zcat ${file}` };
  for (const format of FORMATS) commands[format] = `${NODE} ${context.cli} scan ${file} --quiet --format ${format}`;
  const { lines, denials } = truthOf(file);
  return { facts: { lines, denials }, tools: compare(interleaved(commands, Math.min(context.rounds, 2)), 'zcat') };
}

/** Four files of 500 MB plain through standard input. */
export async function stdin(context, name) {
  const file = await shapeFile(context, name);
  const truth = truthOf(file);
  const times = 4;
  const input = `zcat ${Array(times).fill(file).join(' ')}`;
  const scan = `${context.cli} scan - --quiet`;
  const json = execFileSync('bash', ['-c', `${input} | node ${scan} --format json`], { maxBuffer: 1 << 30 });
  const { inputs, totals } = JSON.parse(json.toString());
  same('lines', inputs.lines, truth.lines * times);
  same('denials', totals.denials, truth.denials * times);
  const commands = { 'zcat | cat': `${input} | cat`, 'cos403 -': `${input} | ${NODE} ${scan} --format json` };
  return {
    facts: { megabytes: Math.round(inputs.bytes / 1e6), lines: inputs.lines, denials: totals.denials },
    tools: compare(interleaved(commands, Math.min(context.rounds, 2)), 'zcat | cat'),
  };
}
