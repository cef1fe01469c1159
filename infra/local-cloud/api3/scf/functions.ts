import type { FunctionState } from '../../state.js';
import { type Call, plainTime, type Service } from '../call.js';
import { resources } from '../cam/lookup.js';
import { ApiError } from '../error.js';
import { Params } from '../params.js';
import { codeHash, codeOf } from './code.js';
import { checkHandler, checkRuntime, configure } from './configuration.js';
import { functionId, functionOf, functionResource, mustBeActive, namespaceOf, settleStatus, touch } from './lookup.js';
import { shownTrigger } from './triggers.js';
import { publish, versionOf } from './versions.js';

const MAX_FUNCTIONS = 50;

/** Of the large regions (583/11637). */
const REGION_CONCURRENCY_MB = 128_000;

export const functionActions: Service = {
  CreateFunction: {
    resources: functionResource,
    also: passRole,
    run: (call) => {
      const name = call.params.str('FunctionName');
      if (!/^[A-Za-z][\w-]{0,58}[A-Za-z0-9]$/.test(name)) {
        throw new ApiError('InvalidParameterValue.FunctionName', 'A function name has 2-60 letters, digits, _ and -.');
      }
      if (call.state.functions.has(functionId(call))) {
        throw new ApiError('ResourceInUse.Function', `The function ${name} exists already.`);
      }
      const namespace = namespaceOf(call);
      if ([...call.state.functions.values()].filter((one) => one.namespace === namespace).length >= MAX_FUNCTIONS) {
        throw new ApiError('LimitExceeded.Function', 'A namespace holds at most 50 functions.');
      }
      const code = call.params.optObject('Code');
      if (!code) throw new ApiError('MissingParameter.Code', 'Code is missing.');
      const zip = codeOf(call.state, code, 50);
      const now = new Date(call.clock.nowMs()).toISOString();
      const fn: FunctionState = {
        namespace,
        name,
        runtime: checkRuntime(call.params.optStr('Runtime') ?? missingRuntime()),
        handler: checkHandler(call.params.optStr('Handler') ?? 'index.main_handler'),
        role: '',
        memoryMb: 128,
        timeoutSeconds: 3,
        environment: {},
        zip,
        codeHash: codeHash(zip),
        description: '',
        status: 'Creating',
        triggers: [],
        eventInvoke: { retryNum: 2, msgTtlSeconds: 21_600 },
        reservedConcurrencyMb: null,
        versions: [],
        createdAt: now,
        modifiedAt: now,
        tags: call.params.items('Tags').map((tag) => ({ Key: tag.str('Key'), Value: tag.str('Value') })),
      };
      configure(call.state, fn, call.params);
      touch(call, fn, 'Creating');
      call.state.functions.set(functionId(call), fn);
      return {};
    },
  },
  GetFunction: { resources: functionResource, run: getFunction },
  UpdateFunctionCode: {
    resources: functionResource,
    run: (call) => {
      const fn = functionOf(call);
      mustBeActive(fn, 'FailedOperation.UpdateFunctionCode');
      const zip = codeOf(call.state, call.params.optObject('Code') ?? new Params(call.params.raw), 50);
      const handler = call.params.optStr('Handler');
      fn.zip = zip;
      fn.codeHash = codeHash(zip);
      if (handler !== undefined) fn.handler = checkHandler(handler);
      touch(call, fn, 'Updating');
      if (call.params.optStr('Publish') === 'TRUE') publish(call, fn, '');
      return {};
    },
  },
  UpdateFunctionConfiguration: {
    resources: functionResource,
    also: passRole,
    run: (call) => {
      const fn = functionOf(call);
      mustBeActive(fn, 'FailedOperation.UpdateFunctionConfiguration');
      const runtime = call.params.optStr('Runtime');
      if (runtime !== undefined && runtime !== fn.runtime) {
        throw new ApiError('InvalidParameterValue.Runtime', 'The runtime cannot be changed after creation.');
      }
      // On a copy first: a refused update changes nothing.
      const changed = structuredClone({ ...fn, zip: Buffer.alloc(0), versions: [] }) as FunctionState;
      configure(call.state, changed, call.params);
      Object.assign(fn, { ...changed, zip: fn.zip, versions: fn.versions, triggers: fn.triggers });
      touch(call, fn, 'Updating');
      if (call.params.optStr('Publish') === 'TRUE') publish(call, fn, '');
      return {};
    },
  },
  DeleteFunction: {
    resources: functionResource,
    run: (call) => {
      const fn = functionOf(call);
      const qualifier = call.params.optStr('Qualifier');
      if (qualifier !== undefined && qualifier !== '$LATEST') {
        versionOf(fn, qualifier);
        fn.versions = fn.versions.filter((version) => version.version !== qualifier);
      } else call.state.functions.delete(functionId(call));
      return {};
    },
  },
  ListFunctions: {
    run: (call) => {
      const namespace = namespaceOf(call);
      const search = call.params.optStr('SearchKey') ?? '';
      const all = [...call.state.functions.values()].filter(
        (fn) => fn.namespace === namespace && fn.name.includes(search),
      );
      const offset = call.params.optInt('Offset') ?? 0;
      const shown = all.slice(offset, offset + call.params.intIn('Limit', 20, 0, 100));
      return { Functions: shown.map((fn) => listed(call, fn)), TotalCount: all.length };
    },
  },
  GetAccount: {
    run: (call) => {
      const functions = [...call.state.functions.values()];
      const reserved = functions.reduce((sum, fn) => sum + (fn.reservedConcurrencyMb ?? 0), 0);
      return {
        AccountUsage: {
          NamespacesCount: 1,
          Namespace: [
            { Namespace: 'default', Functions: functions.map(({ name }) => name), FunctionsCount: functions.length },
          ],
          TotalConcurrencyMem: REGION_CONCURRENCY_MB,
          TotalAllocatedConcurrencyMem: reserved,
          UserConcurrencyMemLimit: REGION_CONCURRENCY_MB,
        },
        AccountLimit: { NamespacesCount: 5, Namespace: [{ Namespace: 'default', FunctionsCount: 50 }] },
      };
    },
  },
  GetFunctionAddress: {
    resources: functionResource,
    run: (call) => {
      const fn = functionOf(call);
      const { zip } = versionOf(fn, call.params.optStr('Qualifier') ?? '$LATEST');
      // There is nothing to download from; the digest tells whether code has changed.
      return { Url: '', CodeSha256: codeHash(zip) };
    },
  },
  ListNamespaces: {
    run: (call) => {
      const names = new Set(['default', ...[...call.state.functions.values()].map((fn) => fn.namespace)]);
      return {
        Namespaces: [...names].map((Name) => ({ Name, Description: '', Type: 'default', AddTime: '', ModTime: '' })),
        TotalCount: names.size,
      };
    },
  },
};

function getFunction(call: Call): object {
  const fn = functionOf(call);
  const qualifier = call.params.optStr('Qualifier') ?? '$LATEST';
  const shown = { ...fn, ...versionOf(fn, qualifier).config };
  const zip = versionOf(fn, qualifier).zip;
  return {
    ModTime: plainTime(fn.modifiedAt),
    CodeInfo: '',
    Description: fn.description,
    Triggers: fn.triggers.map(shownTrigger),
    Handler: shown.handler,
    CodeSize: zip.length,
    Timeout: shown.timeoutSeconds,
    FunctionVersion: qualifier,
    MemorySize: shown.memoryMb,
    Runtime: shown.runtime,
    FunctionName: fn.name,
    VpcConfig: fn.extra?.['VpcConfig'] ?? { VpcId: '', SubnetId: '' },
    UseGpu: 'FALSE',
    Environment: { Variables: Object.entries(shown.environment).map(([Key, Value]) => ({ Key, Value })) },
    CodeResult: 'success',
    CodeError: '',
    ErrNo: 0,
    Namespace: fn.namespace,
    Role: shown.role,
    InstallDependency: fn.extra?.['InstallDependency'] ?? 'FALSE',
    Status: fn.status,
    StatusDesc: '',
    ClsLogsetId: fn.extra?.['ClsLogsetId'] ?? '',
    ClsTopicId: fn.extra?.['ClsTopicId'] ?? '',
    FunctionId: `lam-${fn.codeHash.slice(0, 8)}`,
    Tags: fn.tags ?? [],
    EipConfig: { EipFixed: 'FALSE', Eips: [] },
    AccessInfo: { Host: '', Vip: '' },
    Type: fn.extra?.['Type'] ?? 'Event',
    L5Enable: fn.extra?.['L5Enable'] ?? 'FALSE',
    Layers: fn.extra?.['Layers'] ?? [],
    DeadLetterConfig: fn.extra?.['DeadLetterConfig'] ?? { Type: '', Name: '', FilterType: '' },
    AddTime: plainTime(fn.createdAt),
    PublicNetConfig: fn.extra?.['PublicNetConfig'] ?? {
      PublicNetStatus: 'ENABLE',
      EipConfig: { EipStatus: 'DISABLE', EipAddress: [] },
    },
    OnsEnable: 'FALSE',
    CfsConfig: { CfsInsList: [] },
    AvailableStatus: 'Available',
    Qualifier: qualifier,
    InitTimeout: fn.initTimeoutSeconds ?? 65,
    StatusReasons: [],
    AsyncRunEnable: fn.extra?.['AsyncRunEnable'] ?? 'FALSE',
    TraceEnable: fn.extra?.['TraceEnable'] ?? 'FALSE',
  };
}

function listed(call: Call, fn: FunctionState): object {
  settleStatus(fn, call.clock.nowMs());
  return {
    ModTime: plainTime(fn.modifiedAt),
    AddTime: plainTime(fn.createdAt),
    Runtime: fn.runtime,
    FunctionName: fn.name,
    FunctionId: '',
    Namespace: fn.namespace,
    Status: fn.status,
    StatusDesc: '',
    Description: fn.description,
    Tags: fn.tags ?? [],
    Type: fn.extra?.['Type'] ?? 'Event',
    StatusReasons: [],
    TotalProvisionedConcurrencyMem: 0,
    ReservedConcurrencyMem: fn.reservedConcurrencyMb ?? 0,
    AsyncRunEnable: fn.extra?.['AsyncRunEnable'] ?? 'FALSE',
    TraceEnable: fn.extra?.['TraceEnable'] ?? 'FALSE',
  };
}

/** Handing a role to a function needs `cam:PassRole` on it. */
function passRole(call: Call): { action: string; resource: string } | null {
  const role = call.params.optStr('Role');
  return role ? { action: 'cam:PassRole', resource: resources.role(call, role) } : null;
}

function missingRuntime(): never {
  throw new ApiError('MissingParameter.Runtime', 'Runtime is missing.');
}
