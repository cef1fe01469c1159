import type { Command } from 'commander';
import type { Incident } from '../../lib/alert/incident.js';
import { safeJson } from '../../lib/text/json.js';
import { visible } from '../../lib/text/visible.js';
import { type StateOptions, storeOf } from '../alert-setup.js';
import type { Io } from '../io.js';
import { addMaskOption, addOutputOptions, type OutputOptions } from '../options.js';
import { writeOutput } from '../output.js';

interface IncidentsOptions extends StateOptions, OutputOptions {
  readonly all?: boolean;
}

/** `cos403 incidents`: what is open, worst first. */
export function registerIncidents(program: Command, io: Io): void {
  const command = program
    .command('incidents')
    .description('List the incidents that the alert function has open.')
    .option('--state <where>', 'state folder or cos://bucket-appid/prefix')
    .option('--config <file>', 'configuration that names the state')
    .option('--all', 'also those resolved within the last week');
  addMaskOption(addOutputOptions(command, ['table', 'json']));
  command.action((options: IncidentsOptions) => run(options, io));
}

async function run(options: IncidentsOptions, io: Io): Promise<void> {
  const store = await storeOf(options, io);
  const { readIncidents, STATE_KEY } = await import('../../lib/alert/state.js');
  const { incidentView } = await import('../../lib/alert/incident-view.js');
  const { masker, maskDeep } = await import('../../lib/text/privacy.js');
  const kept = (await readIncidents(store)).filter((incident) => options.all === true || incident.state === 'open');
  // Nothing open, and nobody ever looked: the second must not pass for the first.
  if (kept.length === 0 && !options.quiet && (await store.get(STATE_KEY)) === null)
    io.stderr.write(`cos403: no alert run has written to ${visible(store.location)} yet\n`);
  const hide = options.mask === true;
  const mask = masker({ maskKeys: hide, maskAddresses: hide }, kept.flatMap(keysOf));
  const incidents = kept.map((incident) => maskDeep(incidentView(incident, options.lang), mask)).sort(worstFirst);
  if (options.format === 'json') {
    await writeOutput(io, options.out, [`${safeJson(JSON.stringify({ schema: 'cos403.incidents/1', incidents }))}\n`]);
    return;
  }
  if (incidents.length === 0) {
    await writeOutput(io, options.out, [options.lang === 'zh' ? '没有未恢复的事件\n' : 'nothing is open\n']);
    return;
  }
  const { renderTable } = await import('../render/table.js');
  const zh = options.lang === 'zh';
  const table = renderTable(
    [
      { header: zh ? '事件' : 'incident' },
      { header: zh ? '状态' : 'state' },
      { header: zh ? '级别' : 'severity' },
      { header: zh ? '次数' : 'count', align: 'right' },
      { header: zh ? '开始' : 'since' },
      { header: zh ? '内容' : 'what', shrink: 1, min: 30 },
    ],
    incidents.map((incident) => [
      incident.id,
      incident.muted === null ? incident.state : `${incident.state} (${incident.muted})`,
      incident.severity,
      String(incident.count),
      incident.startedAt.slice(0, 16).replace('T', ' '),
      incident.title,
    ]),
    io.stdout.columns ?? 160,
  );
  await writeOutput(io, options.out, [table.endsWith('\n') ? table : `${table}\n`]);
}

const RANK: Readonly<Record<string, number>> = { critical: 0, error: 1, warning: 2, info: 3 };

function worstFirst(a: { severity: string; count: number; id: string }, b: typeof a): number {
  return (RANK[a.severity] ?? 9) - (RANK[b.severity] ?? 9) || b.count - a.count || (a.id < b.id ? -1 : 1);
}

const keysOf = (incident: Incident): readonly string[] => incident.evidence?.accessKeys ?? [];
