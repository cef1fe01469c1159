import type { CallApi } from '../cloud/api.js';
import type { Environment } from '../cloud/credentials.js';
import { CloudError } from '../cloud/error.js';

/**
 * The uin or role id under which this program's own requests appear in access logs, as a list for `self`. Only a function
 * asks: on somebody's desk the caller is a person (or the root), whose refusals are what is looked for. When STS does not
 * answer, nothing is excluded.
 */
export async function ownRequesters(api: CallApi, env: Environment): Promise<readonly string[]> {
  if (env['TENCENTCLOUD_RUNENV'] !== 'SCF') return [];
  try {
    const caller = await api<{ UserId?: string; AccountId?: string }>('sts', 'GetCallerIdentity');
    // A role answers `<roleId>:<session>` (tencent-cloud.md 2).
    const id = String(caller.UserId ?? '').split(':')[0] ?? '';
    return id === '' || id === caller.AccountId ? [] : [id];
  } catch (error) {
    if (error instanceof CloudError) return [];
    throw error;
  }
}
