import { type Change, type DeployCloud, orNull, type Planner } from '../resource.js';
import type { FunctionSpec, TriggerSpec } from '../settings.js';
import { waitActive } from './function.js';

interface LiveTrigger {
  readonly type: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly message: string;
  readonly qualifier: string;
}

const QUALIFIER = '$DEFAULT';

/** `ListTriggers` answers a timer as `{"cron":…}` and may order the keys of a COS filter in its own way. */
function comparable(type: string, description: string): string {
  if (!description.trimStart().startsWith('{')) return description.trim();
  const value = JSON.parse(description) as {
    cron?: string;
    event?: string;
    filter?: { Prefix?: string; Suffix?: string };
  };
  if (type === 'timer') return String(value.cron).trim();
  return JSON.stringify([value.event, value.filter?.Prefix ?? '', value.filter?.Suffix ?? '']);
}

async function liveTriggers(cloud: DeployCloud, functionName: string): Promise<LiveTrigger[] | null> {
  const answer = await orNull(
    cloud.api('scf', 'ListTriggers', { FunctionName: functionName, Namespace: 'default', Offset: 0, Limit: 100 }),
  );
  if (answer === null) return null;
  return ((answer['Triggers'] ?? []) as Record<string, unknown>[]).map((trigger) => ({
    type: String(trigger['Type']),
    name: String(trigger['TriggerName']),
    description: String(trigger['TriggerDesc'] ?? ''),
    enabled: Number(trigger['Enable']) === 1,
    message: String(trigger['CustomArgument'] ?? ''),
    qualifier: String(trigger['Qualifier'] ?? QUALIFIER),
  }));
}

/** `DeleteTrigger` of a COS trigger needs the event it was made for. */
const deletion = (trigger: LiveTrigger) =>
  trigger.type === 'cos'
    ? { TriggerDesc: JSON.stringify({ event: (JSON.parse(trigger.description) as { event: string }).event }) }
    : {};

/** Triggers exactly as asked for. COS ones cannot be updated: they are deleted and created again. Triggers of other kinds stay. */
export function planTriggers(cloud: DeployCloud, spec: FunctionSpec): Planner {
  return async () => {
    const live = (await liveTriggers(cloud, spec.name)) ?? [];
    const changes: Change[] = [];
    const matches = (wish: TriggerSpec, is: LiveTrigger) =>
      is.type === wish.type &&
      is.name === wish.name &&
      comparable(is.type, is.description) === comparable(wish.type, wish.description) &&
      is.message === wish.message &&
      is.enabled;
    for (const is of live) {
      if (!['cos', 'timer'].includes(is.type) || spec.triggers.some((wish) => matches(wish, is))) continue;
      changes.push(removal(cloud, spec.name, is));
    }
    for (const wish of spec.triggers) {
      if (live.some((is) => matches(wish, is))) continue;
      changes.push({
        action: 'create',
        what: `trigger of ${spec.name}`,
        details: [`${wish.type} ${wish.name} ${wish.description}`],
        apply: async () => {
          await waitActive(cloud, spec.name);
          await cloud.api('scf', 'CreateTrigger', {
            FunctionName: spec.name,
            Namespace: 'default',
            TriggerName: wish.name,
            Type: wish.type,
            TriggerDesc: wish.description,
            Enable: 'OPEN',
            Qualifier: QUALIFIER,
            ...(wish.message ? { CustomArgument: wish.message } : {}),
          });
        },
      });
    }
    return changes;
  };
}

function removal(cloud: DeployCloud, functionName: string, trigger: LiveTrigger): Change {
  return {
    action: 'delete',
    what: `trigger of ${functionName}`,
    details: [`${trigger.type} ${trigger.name}`],
    apply: async () => {
      await waitActive(cloud, functionName);
      await cloud.api('scf', 'DeleteTrigger', {
        FunctionName: functionName,
        Namespace: 'default',
        TriggerName: trigger.name,
        Type: trigger.type,
        Qualifier: trigger.qualifier,
        ...deletion(trigger),
      });
    },
  };
}

/** Removes the function's triggers before the function goes, so that no event is lost in between. */
export function planTriggerRemoval(cloud: DeployCloud, functionName: string): Planner {
  return async () =>
    ((await liveTriggers(cloud, functionName)) ?? []).map((trigger) => removal(cloud, functionName, trigger));
}
