import { createHash, randomBytes } from 'node:crypto';
import type { Scenario } from './scenario.js';

const DEFAULT_OWNER = '100000000001';
const DEFAULT_APP_ID = '1250000000';
const DEFAULT_REGION = 'ap-guangzhou';

/** `AKID` and 32 letters or digits, as permanent keys look (7.1). */
export function randomSecretId(): string {
  return `AKID${randomBytes(48)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 32)}`;
}

export function randomSecretKey(): string {
  return randomBytes(48)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 32);
}

/**
 * Fills in what a scenario leaves out: the account, a root user with a usable key, secrets of keys that have none
 * (derived from the id, so that a seeded key without a secret still cannot be used by accident with an empty one).
 */
export function completeScenario(
  given: Scenario | undefined,
): Scenario & { root: { secretId: string; secretKey: string } } {
  const scenario: Scenario = given ?? { schema: 'cos403.scenario/1' };
  const ownerUin = scenario.account?.ownerUin ?? DEFAULT_OWNER;
  const users = { ...scenario.cam?.users };
  const owner = users[ownerUin] ?? { name: 'root', type: 'root' as const };
  const withSecrets = (keys: NonNullable<(typeof owner)['accessKeys']>) =>
    keys.map((key) => ({
      ...key,
      secretKey: key.secretKey ?? createHash('sha256').update(`secret of ${key.id}`).digest('hex').slice(0, 32),
    }));
  const ownerKeys = withSecrets(owner.accessKeys ?? []);
  let rootKey = ownerKeys.find((key) => (key.status ?? 'Active') === 'Active');
  if (!rootKey) {
    rootKey = { id: randomSecretId(), secretKey: randomSecretKey() };
    ownerKeys.push(rootKey);
  }
  for (const [id, user] of Object.entries(users))
    users[id] = { ...user, accessKeys: withSecrets(user.accessKeys ?? []) };
  users[ownerUin] = { ...owner, type: 'root', accessKeys: ownerKeys };
  return {
    ...scenario,
    region:
      scenario.region ??
      Object.values(scenario.buckets ?? {}).find((bucket) => bucket.region)?.region ??
      DEFAULT_REGION,
    account: { ownerUin, appId: scenario.account?.appId ?? appIdOf(scenario) ?? DEFAULT_APP_ID },
    cam: { ...scenario.cam, users },
    root: { secretId: rootKey.id, secretKey: rootKey.secretKey },
  };
}

/** The AppId that the seeded buckets end in. */
function appIdOf(scenario: Scenario): string | undefined {
  return Object.keys(scenario.buckets ?? {})
    .map((name) => /-(\d{5,12})$/.exec(name)?.[1])
    .find((id) => id !== undefined);
}
