import { randomBytes } from 'node:crypto';
import type { GroupState, LocalState, PolicyState, RoleState, UserState } from '../../state.js';
import type { Call } from '../call.js';
import { ApiError } from '../error.js';
import { PRESET_POLICIES } from './presets.js';

/** Finds what a CAM call names, or throws the error that the API documents for it. */
export function userByUin(state: LocalState, uin: number | string): UserState {
  const user = state.users.get(String(uin));
  if (!user) throw new ApiError('ResourceNotFound.UserNotExist', 'User does not exist.');
  return user;
}

export function userByName(state: LocalState, name: string): UserState {
  for (const user of state.users.values()) {
    if (user.name === name && user.uin !== state.ownerUin) return user;
  }
  throw new ApiError('ResourceNotFound.UserNotExist', 'User does not exist.');
}

export function groupById(state: LocalState, id: number): GroupState {
  for (const group of state.groups.values()) if (group.id === id) return group;
  throw new ApiError('ResourceNotFound.GroupNotExist', 'Group does not exist.');
}

/** By `RoleId` or `RoleName` (or their `Attach…`/`Detach…` forms). */
export function roleOf(call: Call, idName = 'RoleId', nameName = 'RoleName'): RoleState {
  const id = call.params.optStr(idName);
  const name = call.params.optStr(nameName);
  if (id === undefined && name === undefined) {
    throw new ApiError('InvalidParameter.ParamError', `One of ${idName} and ${nameName} is required.`);
  }
  const role = id === undefined ? roleByName(call.state, name!) : call.state.roles.get(id);
  if (!role || (name !== undefined && role.name !== name)) {
    throw new ApiError('InvalidParameter.RoleNotExist', 'Role does not exist.');
  }
  return role;
}

/** The resource of the role that a call names by id or name. */
export function roleResource(idName = 'RoleId', nameName = 'RoleName') {
  return (call: Call): string[] => {
    const id = call.params.optStr(idName) ?? '';
    return [resources.role(call, call.params.optStr(nameName) ?? call.state.roles.get(id)?.name)];
  };
}

export function roleByName(state: LocalState, name: string): RoleState | undefined {
  for (const role of state.roles.values()) if (role.name === name) return role;
  return undefined;
}

/** A policy of the account, or a preset one, which then becomes part of the account's state. */
export function policyById(state: LocalState, id: number): PolicyState {
  const policy = state.policies.get(id) ?? adopt(state, (preset) => preset.id === id);
  if (!policy)
    throw new ApiError('ResourceNotFound.PolicyIdNotFound', 'The resource specified by PolicyId does not exist.');
  return policy;
}

export function policyByName(state: LocalState, name: string): PolicyState | undefined {
  for (const policy of state.policies.values()) if (policy.name === name) return policy;
  return adopt(state, (preset) => preset.name === name);
}

function adopt(state: LocalState, wanted: (preset: PolicyState) => boolean): PolicyState | undefined {
  const preset = PRESET_POLICIES.find((candidate) => wanted(candidate) && !state.policies.has(candidate.id));
  if (!preset) return undefined;
  const policy = { ...preset };
  state.policies.set(policy.id, policy);
  return policy;
}

/** Policies of the account and the preset ones. */
export function allPolicies(state: LocalState): PolicyState[] {
  return [...state.policies.values(), ...PRESET_POLICIES.filter((preset) => !state.policies.has(preset.id))];
}

/** Smallest unused number from `start`. */
export function freshNumber(taken: Iterable<number>, start: number): number {
  let next = start;
  for (const id of taken) if (id >= next) next = id + 1;
  return next;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function randomText(length: number, alphabet = ALPHABET): string {
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('');
}

export const resources = {
  user: (call: Call, uin: number | string | undefined) => `qcs::cam::uin/${call.state.ownerUin}:uin/${uin ?? '*'}`,
  group: (call: Call, id: number | string | undefined) => `qcs::cam::uin/${call.state.ownerUin}:groupid/${id ?? '*'}`,
  role: (call: Call, name: string | undefined) => `qcs::cam::uin/${call.state.ownerUin}:roleName/${name ?? '*'}`,
  policy: (call: Call, id: number | string | undefined) => `qcs::cam::uin/${call.state.ownerUin}:policyid/${id ?? '*'}`,
};
