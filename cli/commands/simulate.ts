import type { Command } from 'commander';
import type { Snapshot } from '../../lib/facts/snapshot.js';
import type { Lang } from '../../lib/lang.js';
import type { SimulationRequest } from '../../lib/policy/types.js';
import { safeJson } from '../../lib/text/json.js';
import { UsageError } from '../errors.js';
import type { Io } from '../io.js';
import { addOutputOptions, type OutputOptions } from '../options.js';
import { addConfigOption, withConfig } from '../settings.js';

interface SimulateOptions extends OutputOptions {
  readonly snapshot: string;
  readonly request: string;
}

export function registerSimulate(program: Command, io: Io): void {
  const command = program
    .command('simulate')
    .description('Tell whether requests would be allowed, and by which statement, from the facts of a snapshot.')
    .requiredOption('--snapshot <file>', 'facts of the account (cos403 snapshot writes them); - for standard input')
    .requiredOption('--request <file>', 'one request or an array of them as JSON; - for standard input');
  addConfigOption(addOutputOptions(command, ['table', 'json']));
  command.action(async (given: SimulateOptions) => {
    const options = await withConfig(command, given, io);
    if (options.snapshot === '-' && options.request === '-') {
      throw new UsageError('two-inputs', 'only one of --snapshot and --request can be standard input');
    }
    const { readSnapshotFile } = await import('../snapshot-file.js');
    const { readRequests } = await import('../request-file.js');
    const snapshot = await readSnapshotFile(io, options.snapshot);
    const requests = await readRequests(io, options.request);
    const { writeOutput } = await import('../output.js');
    await writeOutput(io, options.out, await render(requests, snapshot, options.format, options.lang));
  });
}

async function render(
  requests: readonly SimulationRequest[],
  snapshot: Snapshot,
  format: string,
  lang: Lang,
): Promise<Iterable<string>> {
  const { simulate } = await import('../../lib/policy/simulate.js');
  if (format === 'json') {
    const results = requests.map((request) => {
      const { summary, ...result } = simulate(request, snapshot);
      return { ...result, summary: summary[lang] };
    });
    return [`${safeJson(JSON.stringify({ schema: 'cos403.simulation/1', results }))}\n`];
  }
  const { renderSimulation } = await import('../render/simulation-tree.js');
  return (function* () {
    for (const request of requests) yield `${renderSimulation(request, simulate(request, snapshot), lang)}\n`;
  })();
}
