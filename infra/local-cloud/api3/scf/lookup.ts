import type { FunctionState } from '../../state.js';
import type { Call } from '../call.js';
import { ApiError } from '../error.js';

/** The function a call names, `Active` when its time has come. */
export function functionOf(call: Call): FunctionState {
  const fn = call.state.functions.get(functionId(call));
  if (!fn) {
    throw new ApiError('ResourceNotFound.Function', `The function ${call.params.str('FunctionName')} does not exist.`);
  }
  settleStatus(fn, call.clock.nowMs());
  return fn;
}

export function settleStatus(fn: FunctionState, nowMs: number): void {
  if (fn.status !== 'Active' && nowMs >= (fn.activeAtMs ?? 0)) fn.status = 'Active';
}

export function namespaceOf(call: Call): string {
  return call.params.optStr('Namespace') ?? 'default';
}

/** `namespace/name`, the key in the state. */
export function functionId(call: Call): string {
  return `${namespaceOf(call)}/${call.params.str('FunctionName')}`;
}

/** Refuses a change while the last one is being applied. */
export function mustBeActive(fn: FunctionState, code: string): void {
  if (fn.status !== 'Active') {
    throw new ApiError(code, `The function is ${fn.status}: wait until it is Active.`);
  }
}

export function functionResource(call: Call): string[] {
  const name = call.params.optStr('FunctionName') ?? '*';
  return [`qcs::scf:${call.region}:uin/${call.state.ownerUin}:namespace/${namespaceOf(call)}/function/${name}`];
}

/** A changed function is busy for a moment of local time, as real ones are for seconds. */
const BUSY_MS = 150;

export function touch(call: Call, fn: FunctionState, status: 'Creating' | 'Updating'): void {
  const nowMs = call.clock.nowMs();
  fn.status = status;
  fn.activeAtMs = nowMs + BUSY_MS;
  fn.modifiedAt = new Date(nowMs).toISOString();
}
