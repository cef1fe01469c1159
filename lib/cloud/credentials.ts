import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CloudError } from './error.js';

export interface Credentials {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Names in the order of the contract: the SDK's, then those that SCF sets (583/… 2.1: no underscore). */
const VARIABLES = [
  ['TENCENTCLOUD_SECRET_ID', 'TENCENTCLOUD_SECRET_KEY', 'TENCENTCLOUD_SESSION_TOKEN'],
  ['TENCENTCLOUD_SECRETID', 'TENCENTCLOUD_SECRETKEY', 'TENCENTCLOUD_SESSIONTOKEN'],
] as const;

/**
 * Credentials from the environment, else from the vendor's profile file. Call it at the start of every run and keep
 * nothing: SCF refreshes the variables of a warm instance (role credentials live at most 6 h).
 * Throws a {@link CloudError} `no-credentials` that names what to set.
 */
export async function findCredentials(env: Environment): Promise<Credentials> {
  const found = fromEnvironment(env) ?? (await fromProfile(env));
  if (found) return found;
  const inFunction = env['TENCENTCLOUD_RUNENV'] === 'SCF';
  throw new CloudError(
    'no-credentials',
    inFunction
      ? 'this function has no execution role, so the platform gives it no credentials: set the role in the function configuration'
      : 'no credentials: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or write ~/.tencentcloud/credentials',
    { action: 'credentials', retryable: false },
  );
}

/** Credentials from the environment alone; null when no complete pair is set. */
export function fromEnvironment(env: Environment): Credentials | null {
  for (const [id, key, token] of VARIABLES) {
    const secretId = env[id]?.trim();
    const secretKey = env[key]?.trim();
    if (!secretId || !secretKey) continue;
    const session = env[token]?.trim();
    return { secretId, secretKey, ...(session ? { token: session } : {}) };
  }
  return null;
}

async function fromProfile(env: Environment): Promise<Credentials | null> {
  const home = env['HOME'] ?? homedir();
  for (const path of [join(home, '.tencentcloud', 'credentials'), '/etc/tencentcloud/credentials']) {
    const text = await readFile(path, 'utf8').catch(() => null);
    const found = text === null ? null : parseProfile(text);
    if (found) return found;
  }
  return null;
}

/** The `[default]` section of the vendor's ini file; names with or without underscores, in any case. */
export function parseProfile(text: string): Credentials | null {
  const values = new Map<string, string>();
  let section = 'default';
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[([^\]]*)\]/.exec(line);
    if (header) section = (header[1] ?? '').trim().toLowerCase();
    const pair = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
    if (pair && section === 'default') values.set((pair[1] ?? '').toLowerCase().replaceAll('_', ''), pair[2] ?? '');
  }
  const secretId = values.get('secretid');
  const secretKey = values.get('secretkey');
  if (!secretId || !secretKey) return null;
  const token = values.get('token') ?? values.get('sessiontoken');
  return { secretId, secretKey, ...(token ? { token } : {}) };
}
