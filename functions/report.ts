import { openReportPorts } from '../lib/report/open-ports.js';
import { type ReportRun, runReport } from '../lib/report/run.js';
import { type FunctionContext, invoke } from './invocation.js';

/**
 * Timer, hourly: writes yesterday's report once the configured hour of the configured zone has come, days that were missed, and days for
 * which late logs arrived. The cron's own zone does not matter (583/9708 does not state it). Throws when the state cannot be used, so that
 * the platform tries again.
 */
export function main_handler(event: unknown, context: FunctionContext = {}): Promise<ReportRun> {
  const enteredMs = Date.now();
  const firedMs = Date.parse(String((event as { Time?: unknown } | null)?.Time ?? ''));
  const scheduledMs = Number.isNaN(firedMs) ? enteredMs : firedMs;
  // The local cloud has a clock of its own, which its timer events carry.
  const nowMs = process.env['COS403_LOCAL_CLOUD'] ? () => Date.now() + scheduledMs - enteredMs : Date.now;
  return invoke(
    'report',
    context,
    async (invocation) => {
      const { config, log } = invocation;
      const run = await runReport(
        config,
        await openReportPorts({ ...invocation, stdout: process.stdout, scheduledMs }),
      );
      for (const { date, status, denials } of run.days) log.info('report', { date, status, denials });
      if (run.messages.failed > 0) log.error('report not delivered', { failed: run.messages.failed });
      return run;
    },
    nowMs,
  );
}
