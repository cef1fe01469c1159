import { overlaps, parseCosTrigger } from '../../scf/cos-trigger.js';
import { CronError, parseCron } from '../../scf/cron.js';
import type { FunctionState, LocalState, TriggerState } from '../../state.js';
import { type Call, plainTime, type Service } from '../call.js';
import { ApiError } from '../error.js';
import { functionOf, functionResource, mustBeActive } from './lookup.js';
import { versionOf } from './versions.js';

/** Limits of 583/11637 and 583/9707. */
const MAX_PER_TYPE = 10;
const MAX_RULES_PER_BUCKET = 10;

export const triggerActions: Service = {
  CreateTrigger: { resources: functionResource, run: createTrigger },
  DeleteTrigger: {
    resources: functionResource,
    run: (call) => {
      const fn = functionOf(call);
      const trigger = triggerOf(call, fn);
      fn.triggers = fn.triggers.filter((one) => one !== trigger);
      return {};
    },
  },
  UpdateTrigger: {
    resources: functionResource,
    run: (call) => {
      const fn = functionOf(call);
      if (call.params.str('Type') !== 'timer') {
        throw new ApiError('InvalidParameterValue.Type', 'Only timer, ckafka and http triggers can be updated.');
      }
      const trigger = triggerOf(call, fn);
      const cron = call.params.optStr('TriggerDesc');
      if (cron !== undefined) trigger.description = checkCron(cron);
      const enable = call.params.optStr('Enable');
      if (enable !== undefined) trigger.enabled = enabled(enable);
      trigger.customArgument = argument(call) ?? trigger.customArgument;
      trigger.note = call.params.optStr('Description') ?? trigger.note ?? '';
      trigger.modifiedAt = new Date(call.clock.nowMs()).toISOString();
      return {};
    },
  },
  UpdateTriggerStatus: {
    resources: functionResource,
    run: (call) => {
      const trigger = triggerOf(call, functionOf(call));
      trigger.enabled = enabled(call.params.str('Enable'));
      trigger.modifiedAt = new Date(call.clock.nowMs()).toISOString();
      return {};
    },
  },
  ListTriggers: {
    resources: functionResource,
    run: (call) => {
      const fn = functionOf(call);
      const offset = call.params.optInt('Offset') ?? 0;
      const limit = call.params.intIn('Limit', 20, 0, 100);
      const wanted = call.params
        .items('Filters')
        .map((filter) => ({ name: filter.str('Name'), values: filter.strings('Values') }));
      const all = fn.triggers.filter((trigger) =>
        wanted.every(({ name, values }) => {
          if (name === 'Qualifier') return values.includes(trigger.qualifier);
          if (name === 'TriggerName') return values.includes(trigger.name);
          return true;
        }),
      );
      return { TotalCount: all.length, Triggers: all.slice(offset, offset + limit).map(shownTrigger) };
    },
  },
};

function createTrigger(call: Call): object {
  const fn = functionOf(call);
  mustBeActive(fn, 'FailedOperation.CreateTrigger');
  const type = call.params.str('Type');
  if (type !== 'cos' && type !== 'timer') {
    throw new ApiError('UnsupportedOperation.Type', `The local cloud has cos and timer triggers, not ${type}.`);
  }
  const trigger: TriggerState = {
    type,
    name: call.params.str('TriggerName'),
    description: call.params.optStr('TriggerDesc') ?? '',
    enabled: enabled(call.params.optStr('Enable') ?? 'OPEN'),
    qualifier: call.params.optStr('Qualifier') ?? '$LATEST',
    customArgument: argument(call) ?? '',
    addedAt: new Date(call.clock.nowMs()).toISOString(),
    note: call.params.optStr('Description') ?? '',
  };
  if (!['$LATEST', '$DEFAULT'].includes(trigger.qualifier)) versionOf(fn, trigger.qualifier);
  if (fn.triggers.filter((one) => one.type === type).length >= MAX_PER_TYPE) {
    throw new ApiError('LimitExceeded.Trigger', `A function has at most ${MAX_PER_TYPE} triggers of one type.`);
  }
  if (type === 'timer') checkTimer(fn, trigger);
  else checkCos(call.state, fn, trigger);
  fn.triggers.push(trigger);
  return { TriggerInfo: shownTrigger(trigger) };
}

function checkTimer(fn: FunctionState, trigger: TriggerState): void {
  if (!/^[A-Za-z][\w-]{0,99}$/.test(trigger.name)) {
    throw new ApiError(
      'InvalidParameterValue.TriggerName',
      'A timer name has letters, digits, _ and -, a letter first.',
    );
  }
  if (fn.triggers.some((one) => one.type === 'timer' && one.name === trigger.name)) {
    throw new ApiError('ResourceInUse.TriggerName', `The trigger ${trigger.name} exists already.`);
  }
  trigger.description = checkCron(trigger.description);
}

/** A bare cron, or the `{"cron":…}` that ListTriggers answers. */
function checkCron(text: string): string {
  let cron = text;
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && 'cron' in json) cron = String(json.cron);
  } catch {
    // A bare cron is no JSON.
  }
  try {
    parseCron(cron);
  } catch (error) {
    if (error instanceof CronError) throw new ApiError('InvalidParameterValue.TriggerDesc', error.message);
    throw error;
  }
  return cron;
}

function checkCos(state: LocalState, fn: FunctionState, trigger: TriggerState): void {
  const rule = parseCosTrigger(trigger);
  if (!rule.ok) throw new ApiError(rule.code, rule.message);
  const bucket = state.buckets.get(rule.bucket);
  if (!bucket) throw new ApiError('ResourceNotFound.Cos', `The bucket ${rule.bucket} does not exist.`);
  if (bucket.region !== rule.region || bucket.region !== state.region) {
    throw new ApiError('InvalidParameterValue.Cos', 'The function and the bucket must be in the same region.');
  }
  const others = [...state.functions.values()].flatMap((other) =>
    other.triggers.filter((one) => one.type === 'cos').map((one) => ({ fn: other, rule: parseCosTrigger(one) })),
  );
  const sameBucket = others.filter((other) => other.rule.ok && other.rule.bucket === rule.bucket);
  if (sameBucket.length >= MAX_RULES_PER_BUCKET) {
    throw new ApiError('LimitExceeded.Trigger', `A bucket has at most ${MAX_RULES_PER_BUCKET} trigger rules.`);
  }
  for (const other of sameBucket) {
    if (other.rule.ok && overlaps(rule, other.rule)) {
      const mine = other.fn === fn ? 'this function' : `the function ${other.fn.name}`;
      throw new ApiError('ResourceInUse.Cos', `An overlapping rule of the bucket is bound to ${mine} already.`);
    }
  }
}

function triggerOf(call: Call, fn: FunctionState): TriggerState {
  const type = call.params.str('Type');
  const name = call.params.str('TriggerName');
  const event = eventOf(call.params.optStr('TriggerDesc'));
  if (type === 'cos' && event === undefined) {
    throw new ApiError('InvalidParameterValue.TriggerDesc', 'TriggerDesc with the event is required for cos triggers.');
  }
  const trigger = fn.triggers.find(
    (one) => one.type === type && one.name === name && (type !== 'cos' || eventOf(one.description) === event),
  );
  if (!trigger) throw new ApiError('ResourceNotFound.Trigger', `The trigger ${name} does not exist.`);
  return trigger;
}

function eventOf(description: string | undefined): string | undefined {
  try {
    return (JSON.parse(description ?? '') as { event?: string }).event;
  } catch {
    return undefined;
  }
}

function enabled(text: string): boolean {
  if (text !== 'OPEN' && text !== 'CLOSE')
    throw new ApiError('InvalidParameterValue.Enable', 'Enable is OPEN or CLOSE.');
  return text === 'OPEN';
}

function argument(call: Call): string | undefined {
  const text = call.params.optStr('CustomArgument');
  if (text !== undefined && Buffer.byteLength(text) > 4096) {
    throw new ApiError('InvalidParameterValue.CustomArgument', 'CustomArgument is larger than 4 KB.');
  }
  return text;
}

/** As GetFunction and ListTriggers tell it: `Enable` 1/0, a timer's description as JSON. */
export function shownTrigger(trigger: TriggerState): object {
  return {
    ModTime: plainTime(trigger.modifiedAt ?? trigger.addedAt),
    Type: trigger.type,
    TriggerDesc: trigger.type === 'timer' ? JSON.stringify({ cron: trigger.description }) : trigger.description,
    TriggerName: trigger.name,
    AddTime: plainTime(trigger.addedAt),
    Enable: trigger.enabled ? 1 : 0,
    CustomArgument: trigger.customArgument,
    AvailableStatus: 'Available',
    ResourceId: '',
    BindStatus: '',
    TriggerAttribute: '',
    Qualifier: trigger.qualifier,
    Description: trigger.note ?? '',
  };
}
