import type { CallApi } from '../cloud/api.js';
import type { Environment } from '../cloud/credentials.js';
import { CloudError } from '../cloud/error.js';

/**
 * The uin or role id under which the caller's requests appear in access logs. `null` for the root account, whose requests are an
 * owner's and not a tool's, and when STS does not answer.
 */
export async function callerId(api: CallApi): Promise<string | null> {
  try {
    const caller = await api<{ UserId?: string; AccountId?: string }>('sts', 'GetCallerIdentity');
    // A role answers `<roleId>:<session>` (tencent-cloud.md 2).
    const id = String(caller.UserId ?? '').split(':')[0] ?? '';
    return id === '' || id === caller.AccountId ? null : id;
  } catch (error) {
    if (error instanceof CloudError) return null;
    throw error;
  }
}

/**
 * Whose records are left out of partials, as a list for `self`. Only a function asks: what somebody ingests from a desk must be the
 * same bytes whoever does it.
 */
export async function ownRequesters(api: CallApi, env: Environment): Promise<readonly string[]> {
  if (env['TENCENTCLOUD_RUNENV'] !== 'SCF') return [];
  const id = await callerId(api);
  return id === null ? [] : [id];
}
