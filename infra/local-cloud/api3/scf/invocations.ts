import { type Call, type FunctionRuntime, type InvokeOutcome, plainTime, type Service } from '../call.js';
import { ApiError } from '../error.js';
import { functionId, functionOf, functionResource } from './lookup.js';
import { versionOf } from './versions.js';

export const invocationActions: Service = {
  Invoke: {
    resources: functionResource,
    run: async (call) => {
      const kind = call.params.optStr('InvocationType') ?? 'RequestResponse';
      if (kind !== 'Event' && kind !== 'RequestResponse') {
        throw new ApiError('InvalidParameterValue.InvokeType', 'InvocationType is RequestResponse or Event.');
      }
      const event = payload(call, 'ClientContext', kind === 'Event' ? 128 * 1024 : 6 * 1024 * 1024);
      if (kind === 'RequestResponse') return result(await runtime(call).invoke(event), call.params.optStr('LogType'));
      const requestId = runtime(call).enqueue(event);
      return {
        Result: {
          Log: '',
          RetMsg: '',
          ErrMsg: '',
          MemUsage: 0,
          Duration: 0,
          BillDuration: 0,
          FunctionRequestId: requestId,
          InvokeResult: 0,
        },
      };
    },
  },
  InvokeFunction: {
    resources: functionResource,
    run: async (call) =>
      result(await runtime(call).invoke(payload(call, 'Event', 6 * 1024 * 1024)), call.params.optStr('LogType')),
  },
  GetFunctionEventInvokeConfig: {
    resources: functionResource,
    run: (call) => {
      const { retryNum, msgTtlSeconds } = functionOf(call).eventInvoke;
      return { AsyncTriggerConfig: { RetryConfig: [{ RetryNum: retryNum }], MsgTTL: msgTtlSeconds } };
    },
  },
  UpdateFunctionEventInvokeConfig: {
    resources: functionResource,
    run: (call) => {
      const fn = functionOf(call);
      const config = call.params.optObject('AsyncTriggerConfig');
      if (!config) throw new ApiError('InvalidParameterValue.AsyncTriggerConfig', 'AsyncTriggerConfig is missing.');
      const retryNum = config.items('RetryConfig')[0]?.int('RetryNum') ?? fn.eventInvoke.retryNum;
      const msgTtlSeconds = config.int('MsgTTL');
      if (retryNum < 0 || retryNum > 3) throw new ApiError('LimitExceeded.RetryNum', 'RetryNum must be from 0 to 3.');
      if (msgTtlSeconds < 60 || msgTtlSeconds > 21_600) {
        throw new ApiError('LimitExceeded.MsgTTL', 'MsgTTL must be from 60 to 21600 seconds.');
      }
      fn.eventInvoke = { retryNum, msgTtlSeconds };
      return {};
    },
  },
  PutReservedConcurrencyConfig: {
    resources: functionResource,
    run: (call) => {
      const fn = functionOf(call);
      const mb = call.params.int('ReservedConcurrencyMem');
      if (mb < 0 || mb % fn.memoryMb !== 0) {
        throw new ApiError(
          'InvalidParameterValue',
          'ReservedConcurrencyMem must be a multiple of the memory of the function.',
        );
      }
      fn.reservedConcurrencyMb = mb;
      return {};
    },
  },
  GetReservedConcurrencyConfig: {
    resources: functionResource,
    run: (call) => ({ ReservedMem: functionOf(call).reservedConcurrencyMb }),
  },
  DeleteReservedConcurrencyConfig: {
    resources: functionResource,
    run: (call) => {
      functionOf(call).reservedConcurrencyMb = null;
      return {};
    },
  },
  GetFunctionLogs: { resources: functionResource, run: functionLogs },
  GetRequestStatus: {
    resources: functionResource,
    run: (call) => {
      const fn = functionOf(call);
      const id = call.params.str('FunctionRequestId');
      const data = (fn.invocations ?? []).filter((one) => one.requestId === id);
      return {
        TotalCount: data.length,
        Data: data.map((one) => ({
          FunctionName: fn.name,
          RetMsg: one.result,
          RequestId: one.requestId,
          StartTime: plainTime(one.startedMs),
          // 202: still running (583/60336).
          RetCode: one.status === 0 ? 202 : one.status,
          Duration: one.durationMs,
          MemUsage: one.memoryBytes,
          RetryNum: one.retryNum,
        })),
      };
    },
  },
};

function functionLogs(call: Call): object {
  const fn = functionOf(call);
  const filter = call.params.optObject('Filter')?.optStr('RetCode') ?? '';
  const wanted = call.params.optStr('FunctionRequestId');
  const from = Date.parse(`${call.params.optStr('StartTime') ?? ''}Z`);
  const until = Date.parse(`${call.params.optStr('EndTime') ?? ''}Z`);
  const all = (fn.invocations ?? [])
    .filter((one) => one.status !== 0)
    .filter((one) => wanted === undefined || one.requestId === wanted)
    .filter((one) => !(one.startedMs < from) && !(one.startedMs > until))
    .filter((one) => filter === '' || (filter === 'is0' || filter === '0' ? one.status === 200 : one.status !== 200));
  if ((call.params.optStr('Order') ?? 'desc') === 'desc') all.reverse();
  const offset = call.params.optInt('Offset') ?? 0;
  const shown = all.slice(offset, offset + call.params.intIn('Limit', 20, 0, 10_000));
  return {
    TotalCount: all.length,
    Data: shown.map((one) => ({
      FunctionName: fn.name,
      RetMsg: one.result,
      RequestId: one.requestId,
      StartTime: plainTime(one.startedMs),
      RetCode: one.status === 200 ? 0 : one.status,
      InvokeFinished: 1,
      Duration: one.durationMs,
      BillDuration: Math.ceil(one.durationMs),
      MemUsage: one.memoryBytes,
      Log: one.log,
      Level: '',
      Source: '',
      RetryNum: one.retryNum,
    })),
    SearchContext: null,
  };
}

/** The event of a call, checked: JSON text within the limit (583/11637). */
function payload(call: Call, name: string, maxBytes: number) {
  const fn = functionOf(call);
  const qualifier = call.params.optStr('Qualifier') ?? '$DEFAULT';
  versionOf(fn, qualifier);
  const event = call.params.optStr(name) ?? '{}';
  if (Buffer.byteLength(event) > maxBytes) {
    throw new ApiError('InvalidParameter.Payload', `The event is larger than ${maxBytes} bytes.`);
  }
  try {
    JSON.parse(event);
  } catch {
    throw new ApiError('InvalidParameterValue.Param', `${name} is not JSON.`);
  }
  return { functionId: functionId(call), qualifier, event, source: 'api' as const };
}

function runtime(call: Call): FunctionRuntime {
  if (!call.runtime) throw new ApiError('UnsupportedOperation', 'This local cloud runs no functions.');
  return call.runtime;
}

function result(outcome: InvokeOutcome, logType = 'Tail'): object {
  return {
    Result: {
      Log: logType === 'None' ? '' : outcome.log.slice(-4096),
      RetMsg: outcome.result,
      ErrMsg: outcome.errorMessage,
      MemUsage: outcome.memoryBytes,
      Duration: outcome.durationMs,
      BillDuration: Math.ceil(outcome.durationMs),
      FunctionRequestId: outcome.requestId,
      InvokeResult: outcome.status === 200 ? 0 : outcome.status,
    },
  };
}
