import type { FunctionState, LocalState } from '../../state.js';
import { roleByName } from '../cam/lookup.js';
import { ApiError } from '../error.js';
import type { Params } from '../params.js';
import { trusts } from '../trust.js';

/** Runtimes that can be created (583/11060 and the SDK's list). Only the Node ones can be run here. */
const RUNTIMES =
  /^(Nodejs(6\.10|8\.9|10\.15|12\.16|14\.18|16\.13|18\.15|20\.19)|Python(2\.7|3\.6|3\.7|3\.9|3\.10)|Php(5|7|7\.4|8\.0)|Go1|Java(8|11)|CustomRuntime)$/;

/** Kept and shown, but without effect here. */
const KEPT = [
  'VpcConfig',
  'ClsLogsetId',
  'ClsTopicId',
  'Layers',
  'DeadLetterConfig',
  'PublicNetConfig',
  'CfsConfig',
  'AsyncRunEnable',
  'TraceEnable',
  'InstallDependency',
  'Type',
  'L5Enable',
  'IntranetConfig',
  'DnsCache',
] as const;

/** Applies the settings that CreateFunction and UpdateFunctionConfiguration share; limits as in 583/11637. */
export function configure(state: LocalState, fn: FunctionState, params: Params): void {
  const memory = params.optInt('MemorySize');
  if (memory !== undefined) {
    const valid = memory === 64 || (memory >= 128 && memory <= 3072 && memory % 128 === 0);
    if (!valid)
      throw new ApiError('InvalidParameterValue.MemorySize', 'MemorySize is 64, or 128-3072 in steps of 128 (MB).');
    fn.memoryMb = memory;
  }
  const timeout = params.optInt('Timeout');
  if (timeout !== undefined) {
    if (timeout < 1 || timeout > 900)
      throw new ApiError('LimitExceeded.Timeout', 'Timeout must be from 1 to 900 seconds.');
    fn.timeoutSeconds = timeout;
  }
  const initTimeout = params.optInt('InitTimeout');
  if (initTimeout !== undefined) {
    if (initTimeout < 3 || initTimeout > 300)
      throw new ApiError('LimitExceeded.InitTimeout', 'InitTimeout must be from 3 to 300 seconds.');
    fn.initTimeoutSeconds = initTimeout;
  }
  const environment = params.optObject('Environment');
  if (environment) fn.environment = variables(environment);
  const role = params.optStr('Role');
  if (role !== undefined) fn.role = executionRole(state, role);
  fn.description = params.optStr('Description') ?? fn.description;
  for (const name of KEPT) if (params.has(name)) (fn.extra ??= {})[name] = params.raw[name];
}

export function checkRuntime(runtime: string): string {
  if (!RUNTIMES.test(runtime))
    throw new ApiError('InvalidParameterValue.Runtime', `The runtime ${runtime} is not supported.`);
  return runtime;
}

export function checkHandler(handler: string): string {
  if (!/^[\w./-]+\.[\w-]+$/.test(handler))
    throw new ApiError('InvalidParameterValue.Handler', 'The handler must be file.function.');
  return handler;
}

/** User variables: names, reserved prefixes and the 4 KB in all (intl 583/32748). */
function variables(environment: Params): Record<string, string> {
  const all: Record<string, string> = {};
  let bytes = 0;
  for (const item of environment.items('Variables')) {
    const key = item.str('Key');
    const value = item.optStr('Value') ?? '';
    // How the vendor's tools take all variables away.
    if (key === '') continue;
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(key)) {
      throw new ApiError('InvalidParameterValue.Environment', `The variable name ${key} is invalid.`);
    }
    if (/^(SCF_|QCLOUD_|TENCENTCLOUD_|TECENTCLOUD_)/.test(key)) {
      throw new ApiError('InvalidParameterValue.EnvironmentSystemProtect', `The variable name ${key} is reserved.`);
    }
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
    all[key] = value;
  }
  if (bytes > 4096) {
    throw new ApiError(
      'InvalidParameterValue.EnvironmentExceededLimit',
      'The environment variables are larger than 4 KB.',
    );
  }
  return all;
}

/** An execution role must exist and trust the functions service. An empty name takes it away. */
function executionRole(state: LocalState, name: string): string {
  if (name === '') return '';
  const role = roleByName(state, name);
  if (!role) throw new ApiError('ResourceNotFound.Role', `The role ${name} does not exist.`);
  if (!trusts(role.trustPolicy, { service: 'scf.qcloud.com' })) {
    throw new ApiError('InternalError.GetRoleError', `The role ${name} does not trust scf.qcloud.com.`);
  }
  return name;
}
