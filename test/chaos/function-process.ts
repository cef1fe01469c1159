import './story-time.js';

import { main_handler as alert } from '../../functions/alert.js';
import { main_handler as ingest } from '../../functions/ingest.js';
import { main_handler as report } from '../../functions/report.js';
import type { Moment } from './clock.js';
import { setMoment } from './story-time.js';

/**
 * What runs in a process of its own and may be killed anywhere: the deployed functions' own entry points, one invocation at a time, warm
 * between them as the platform keeps them. Its clock and its timers run at the story's time.
 */
const HANDLERS = { alert, ingest, report } as const;
export type FunctionName = keyof typeof HANDLERS;

export interface Invocation {
  readonly id: number;
  readonly name: FunctionName;
  readonly event: unknown;
  readonly limitMs: number;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Moment;
}

export type Answer = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

process.on('message', async ({ id, name, event, limitMs, env, clock: moment }: Invocation) => {
  setMoment(moment);
  Object.assign(process.env, env);
  const answer = (rest: { value: unknown } | { error: string }) => process.send?.({ id, ...rest });
  try {
    answer({ value: await HANDLERS[name](event, { request_id: String(id), time_limit_in_ms: limitMs }) });
  } catch (error) {
    answer({ error: (error as Error).stack ?? String(error) });
  }
});
// Without the story there is nobody to work for.
process.on('disconnect', () => process.exit(0));
