import type { CallApi } from '../cloud/api.js';
import type { Environment } from '../cloud/credentials.js';
import { CloudError } from '../cloud/error.js';
import { ownKey, STATE_PREFIXES } from '../store/keys.js';
import type { Store } from '../store/store.js';

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
 * Whose records are left out of partials, as a list for `self`: every identity that a function of this deployment ever ran under. Each has
 * a role of its own and reads what another one counts. The state holds the list, so that one log file gives the same bytes whoever
 * ingests it; only functions add to it: a person's other requests are a requester's like any.
 */
export async function ownRequesters(api: CallApi, env: Environment, store: Store): Promise<readonly string[]> {
  const known = await knownRequesters(store);
  if (env['TENCENTCLOUD_RUNENV'] !== 'SCF') return known;
  const id = await callerId(api);
  if (id === null || known.includes(id)) return known;
  const body = `${JSON.stringify({ schema: 'cos403.own/1', id })}\n`;
  await store.putIfAbsent(ownKey(id), body, { contentType: 'application/json' });
  return [...known, id].sort();
}

/** The list alone: its keys say everything. */
export async function knownRequesters(store: Store): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { key } of store.list(STATE_PREFIXES.own)) {
    const [, id] = /^own\/(\d{1,30})\.json$/.exec(key) ?? [];
    if (id !== undefined) ids.push(id);
  }
  return ids.sort();
}
