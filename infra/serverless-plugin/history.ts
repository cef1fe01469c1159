import { isObject, readRecord } from './record.js';
import type { DeployCloud } from './resource.js';
import type { Deployment } from './settings.js';

const SCHEMA = 'cos403.deploy-history/1';

/** Packages that were deployed, newest last: `rollback` goes back to the one before. */
export interface History {
  readonly schema: typeof SCHEMA;
  readonly deployments: readonly { readonly at: string; readonly hashes: Readonly<Record<string, string>> }[];
}

const KEEP = 10;
const folder = (deployment: Deployment) => `${deployment.state.prefix}deploy/`;
const historyKey = (deployment: Deployment) =>
  `${folder(deployment)}${deployment.service}-${deployment.stage}-history.json`;
export const packageKey = (deployment: Deployment, functionKey: string, hash: string) =>
  `${folder(deployment)}packages/${functionKey}/${hash}.zip`;

/** Damage costs no more than the way back to earlier packages: it is told, and the history begins anew. */
export async function readHistory(
  cloud: DeployCloud,
  deployment: Deployment,
  tell: (line: string) => void,
): Promise<History> {
  const key = historyKey(deployment);
  const read = await readRecord(cloud, deployment, key, { schema: SCHEMA, parse: parseHistory });
  if (read.status === 'ok') return read.value;
  if (read.status === 'damaged')
    tell(
      `warning: cos://${deployment.state.bucket}/${key} is damaged (${read.reason}): there is no way back to earlier packages, and the next deployment begins it anew`,
    );
  return { schema: SCHEMA, deployments: [] };
}

function parseHistory(value: Record<string, unknown>): History {
  const { deployments } = value;
  const isDeployment = (one: unknown) => isObject(one) && typeof one['at'] === 'string' && isObject(one['hashes']);
  if (!Array.isArray(deployments) || !deployments.every(isDeployment)) throw new Error('it holds no deployments');
  return value as unknown as History;
}

/** Keeps the packages of this deployment for a later rollback. A deployment of the same packages adds nothing. */
export async function remember(
  cloud: DeployCloud,
  deployment: Deployment,
  packages: ReadonlyMap<string, { readonly hash: string; readonly zip: Buffer }>,
  at: string,
  history: History,
): Promise<void> {
  const hashes = Object.fromEntries([...packages].map(([key, code]) => [key, code.hash]));
  if (JSON.stringify(history.deployments.at(-1)?.hashes) === JSON.stringify(hashes)) return;
  for (const [key, code] of packages) {
    const target = packageKey(deployment, key, code.hash);
    if ((await cloud.cos.getObject(deployment.state.bucket, target)) === null)
      await cloud.cos.putObject(deployment.state.bucket, target, code.zip);
  }
  const next: History = { ...history, deployments: [...history.deployments, { at, hashes }].slice(-KEEP) };
  await cloud.cos.putObject(deployment.state.bucket, historyKey(deployment), Buffer.from(JSON.stringify(next)));
}

/** Drops the newest entry after a rollback, so that a second rollback goes one further back. */
export async function forgetNewest(cloud: DeployCloud, deployment: Deployment, history: History): Promise<void> {
  const next: History = { ...history, deployments: history.deployments.slice(0, -1) };
  await cloud.cos.putObject(deployment.state.bucket, historyKey(deployment), Buffer.from(JSON.stringify(next)));
}
