import { ControlError, type FaultOutcome, type FaultRequest, type LocalCloud, type ObjectCreated } from '../cloud.js';
import { type Fault, FaultError, parseFaults } from './model.js';
import { FaultPlan } from './plan.js';

/** What the fault room needs to know of running functions; set by the room that runs them. */
export interface RunningFunctions {
  functionOf(secretId: string): string | undefined;
  /** Ends the instance that signs with this key at once. */
  crash(secretId: string): boolean;
}

export interface FaultPart {
  readonly plan: FaultPlan;
  deliveries(created: ObjectCreated, functionId: string): number[];
  running: RunningFunctions | null;
}

/** Trouble on demand: `GET /_local/faults` shows the list, `POST` replaces it (`[]` ends all trouble). */
export function faultPart(cloud: LocalCloud): FaultPart {
  const plan = new FaultPlan();
  const seededFaults = parseFaults(cloud.scenario.faults ?? []);
  plan.set(seededFaults);
  const sleeping = new Set<() => void>();
  const sleep = (ms: number) =>
    new Promise<void>((wake) => {
      const done = () => {
        clearTimeout(timer);
        sleeping.delete(done);
        wake();
      };
      const timer = setTimeout(done, ms);
      sleeping.add(done);
    });
  const part: FaultPart = {
    plan,
    running: null,
    deliveries: (created, functionId) =>
      plan.deliveries({ operation: 'event', bucket: created.bucket, key: created.key, functionId }),
  };
  cloud.faults = {
    async before(request: FaultRequest, operation: string): Promise<FaultOutcome> {
      const functionId = request.secretId === undefined ? undefined : part.running?.functionOf(request.secretId);
      const happening = { operation, bucket: request.bucket, key: request.key, ...(functionId ? { functionId } : {}) };
      let outcome: FaultOutcome = {};
      for (const { fault } of plan.request(happening)) {
        if (fault.fault === 'latency') await sleep(fault.ms);
        else if (fault.fault === 'crash') outcome = { ...outcome, ...crash(part, fault, request.secretId) };
        else outcome = { ...outcome, ...outcomeOf(fault, operation) };
      }
      return outcome;
    },
  };
  cloud.control.set('faults', ({ method, body }) => {
    if (method === 'GET') return plan.describe();
    try {
      plan.set(parseFaults(body ?? []));
    } catch (error) {
      if (error instanceof FaultError) throw new ControlError(error.message);
      throw error;
    }
    return plan.describe();
  });
  cloud.onReset(() => plan.set(seededFaults));
  cloud.onClose(() => {
    for (const wake of [...sleeping]) wake();
  });
  return part;
}

/** `before`: the function dies with its request undone; `after`: the work is done, but the function never hears of it. */
function crash(part: FaultPart, fault: Extract<Fault, { fault: 'crash' }>, secretId: string | undefined): FaultOutcome {
  if (secretId === undefined) return {};
  if (fault.moment === 'after') return { afterWork: () => void part.running?.crash(secretId) };
  return part.running?.crash(secretId) ? { reset: true } : {};
}

function outcomeOf(fault: Fault, operation: string): FaultOutcome {
  switch (fault.fault) {
    case 'hang':
      return { hang: true };
    case 'reset':
      return { reset: true };
    case 'cut':
      return { cutBodyAfterBytes: fault.bytes };
    case 'lag':
      return { listingLagMs: fault.seconds * 1000 };
    case 'skew':
      return { clockSkewMs: fault.seconds * 1000 };
    case 'throttle':
      return { error: { ...throttling(operation), ...retryAfter(fault.retryAfterSeconds) } };
    case 'error': {
      const inBody = !/^(cos|sink|smtp)\b/.test(operation);
      return {
        error: {
          // API 3.0 puts its errors into HTTP 200; a status asked for by name is a broken gateway.
          status: fault.status ?? (inBody ? 200 : 500),
          code: fault.code ?? 'InternalError',
          message: fault.message ?? 'We encountered an internal error. Please try again.',
          ...retryAfter(fault.retryAfterSeconds),
        },
      };
    }
    default:
      return {};
  }
}

function retryAfter(seconds: number | undefined): { retryAfterSeconds?: number } {
  return seconds === undefined ? {} : { retryAfterSeconds: seconds };
}

/** How each service says "too many requests". */
function throttling(operation: string): { status: number; code: string; message: string } {
  if (operation.startsWith('cos:')) {
    return { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' };
  }
  if (/^(sink|smtp)\b/.test(operation)) return { status: 429, code: 'throttled', message: 'rate limited' };
  const limit = 'Your current request times exceeds the frequency limit per second';
  return { status: 200, code: 'RequestLimitExceeded', message: `${limit} for the interface.` };
}
