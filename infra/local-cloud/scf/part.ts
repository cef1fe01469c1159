import { ControlError, type LocalCloud, type ObjectCreated } from '../cloud.js';
import type { FunctionState } from '../state.js';
import { parseCosTrigger, ruleMatches } from './cos-trigger.js';
import { cosEvent, timerEvent } from './events.js';
import { Runtime } from './runtime.js';
import { Timers } from './timers.js';

/** Says how often and how late (local ms) an event reaches its function; without it once, at once. */
export type EventDelivery = (created: ObjectCreated, functionId: string) => number[];

export interface ScfPart {
  readonly runtime: Runtime;
}

/**
 * Functions: COS events and timers start them. Adds `POST /_local/timer {"function"}`, which runs a function as its timer would and
 * answers the outcome of the first attempt, and `POST /_local/settle`, which answers when nothing runs and nothing is due.
 */
export function scfPart(cloud: LocalCloud, delivery: EventDelivery = () => [0]): ScfPart {
  const runtime = new Runtime(cloud);
  const timers = new Timers(cloud.state, cloud.clock);

  cloud.onObjectCreated((created) => {
    for (const fn of cloud.state.functions.values()) {
      for (const trigger of fn.triggers) {
        if (trigger.type !== 'cos' || !trigger.enabled) continue;
        const rule = parseCosTrigger(trigger);
        if (!rule.ok || !ruleMatches(rule, created.bucket, created.key, created.eventName)) continue;
        const functionId = idOf(fn);
        const event = JSON.stringify(cosEvent(cloud.state, fn, trigger.qualifier, created));
        for (const delayMs of delivery(created, functionId)) {
          runtime.enqueue({ functionId, qualifier: trigger.qualifier, event, source: 'cos' }, delayMs);
        }
      }
    }
  });

  const tick = () => {
    for (const { fn, trigger, dueMs } of timers.due()) {
      const event = JSON.stringify(timerEvent(trigger, dueMs));
      runtime.enqueue({ functionId: idOf(fn), qualifier: trigger.qualifier, event, source: 'timer' });
    }
    runtime.pump();
  };
  const ticker = setInterval(tick, 250);
  ticker.unref();
  cloud.clock.onMoved(tick);
  cloud.onReset(() => runtime.clear());
  cloud.onClose(() => {
    clearInterval(ticker);
    runtime.close();
  });

  cloud.control.set('timer', async ({ body }) => {
    const fn = namedFunction(cloud, body);
    const trigger = fn.triggers.find((one) => one.type === 'timer');
    const event = timerEvent(trigger ?? { name: 'manual', customArgument: '' }, cloud.clock.nowMs());
    const outcome = await runtime.runNow({
      functionId: idOf(fn),
      qualifier: trigger?.qualifier ?? '$DEFAULT',
      event: JSON.stringify(event),
      source: 'timer',
    });
    return {
      function: fn.name,
      requestId: outcome.requestId,
      status: outcome.status,
      result: outcome.status === 200 ? JSON.parse(outcome.result) : null,
      error: outcome.errorMessage,
      log: outcome.log,
      durationMs: outcome.durationMs,
    };
  });
  cloud.control.set('settle', () => runtime.settled());
  return { runtime };
}

function idOf(fn: FunctionState): string {
  return `${fn.namespace}/${fn.name}`;
}

/** `{"function"}`: a name, `namespace/name`, or the end of one name only (`alert` for `cos403-dev-alert`). */
function namedFunction(cloud: LocalCloud, body: unknown): FunctionState {
  const name = typeof body === 'object' && body !== null ? (body as { function?: unknown }).function : undefined;
  if (typeof name !== 'string') throw new ControlError('Give {"function": "<name>"}.');
  const all = [...cloud.state.functions.values()];
  const exact = all.filter((fn) => fn.name === name || idOf(fn) === name);
  const found = exact.length > 0 ? exact : all.filter((fn) => fn.name.endsWith(`-${name}`));
  if (found.length === 1) return found[0]!;
  const known = all.map(idOf).join(', ') || 'none';
  throw new ControlError(
    `${found.length === 0 ? 'No' : 'More than one'} function is called ${name}. Functions: ${known}.`,
  );
}
