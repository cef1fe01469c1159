import type { DeployCloud } from './resource.js';
import type { Deployment } from './settings.js';

/** Packages that were deployed, newest last: `rollback` goes back to the one before. */
export interface History {
  readonly schema: 'cos403.deploy-history/1';
  readonly deployments: readonly { readonly at: string; readonly hashes: Readonly<Record<string, string>> }[];
}

const KEEP = 10;
const folder = (deployment: Deployment) => `${deployment.state.prefix}deploy/`;
const historyKey = (deployment: Deployment) =>
  `${folder(deployment)}${deployment.service}-${deployment.stage}-history.json`;
export const packageKey = (deployment: Deployment, functionKey: string, hash: string) =>
  `${folder(deployment)}packages/${functionKey}/${hash}.zip`;

export async function readHistory(cloud: DeployCloud, deployment: Deployment): Promise<History> {
  const body = await cloud.cos.getObject(deployment.state.bucket, historyKey(deployment));
  return body === null
    ? { schema: 'cos403.deploy-history/1', deployments: [] }
    : (JSON.parse(body.toString('utf8')) as History);
}

/** Keeps the packages of this deployment for a later rollback. A deployment of the same packages adds nothing. */
export async function remember(
  cloud: DeployCloud,
  deployment: Deployment,
  packages: ReadonlyMap<string, { readonly hash: string; readonly zip: Buffer }>,
  at: string,
): Promise<void> {
  const history = await readHistory(cloud, deployment);
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
