import { openPorts } from '../lib/alert/open-ports.js';
import { type RunSummary, runAlert } from '../lib/alert/run.js';
import { type FunctionContext, invoke } from './invocation.js';

/**
 * Timer, every five minutes: partials become incidents, diagnoses and notifications; each half hour it sweeps what the trigger missed.
 * Throws when the state cannot be used, so that the platform tries again.
 */
export function main_handler(_event: unknown, context: FunctionContext = {}): Promise<RunSummary> {
  return invoke('alert', context, async (invocation) => {
    const { config, log } = invocation;
    const ports = await openPorts({ ...invocation, stdout: process.stdout, lang: config.lang });
    const summary = await runAlert(config, ports);
    const { messages, partials } = summary;
    log.info('alert run', {
      status: summary.status,
      partials: partials.read,
      open: summary.open,
      sent: messages.sent,
      waiting: messages.waiting,
      failed: messages.failed.length,
      outOfTime: summary.outOfTime,
      ms: summary.ms,
    });
    for (const { key, reason } of summary.refused) log.error('state object refused', { key, reason });
    for (const { channel, reason } of messages.failed) log.error('message not delivered', { channel, reason });
    return summary;
  });
}
