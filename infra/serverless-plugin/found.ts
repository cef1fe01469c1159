import type { DeployCloud } from './resource.js';
import type { Deployment } from './settings.js';

export type LogTarget = { readonly targetBucket: string; readonly targetPrefix: string };

/** What deploy found before it changed anything, so that `remove` can put it back. Written before the first change. */
export interface Found {
  readonly schema: 'cos403.deploy-found/1';
  /** Logging of each watched bucket before the first deploy; null: it was off. */
  readonly logging: Record<string, LogTarget | null>;
  /** Logging of each of them as deploy set it last; records of older versions lack it. */
  set?: Record<string, LogTarget>;
  /** Every place that deploy let logs be delivered to; records of older versions lack it. */
  logPlaces?: LogTarget[];
  /** Buckets and roles that deploy created. */
  readonly createdBuckets: string[];
  readonly createdRoles: string[];
  /** Functions that deploy created and has not removed since; records of older versions lack it. */
  createdFunctions?: string[];
}

export const emptyFound = (): Found => ({
  schema: 'cos403.deploy-found/1',
  logging: {},
  createdBuckets: [],
  createdRoles: [],
});

/** Where the record is kept. */
export const ledgerKey = (deployment: Deployment) =>
  `${deployment.state.prefix}deploy/${deployment.service}-${deployment.stage}.json`;

/** The record of an earlier deploy; null when there is none (or no state bucket yet). */
export async function readFound(cloud: DeployCloud, deployment: Deployment): Promise<Found | null> {
  if ((await cloud.cos.headBucket(deployment.state.bucket)) !== 'exists') return null;
  const body = await cloud.cos.getObject(deployment.state.bucket, ledgerKey(deployment));
  return body === null ? null : (JSON.parse(body.toString('utf8')) as Found);
}

export async function writeFound(cloud: DeployCloud, deployment: Deployment, found: Found): Promise<void> {
  await cloud.cos.putObject(deployment.state.bucket, ledgerKey(deployment), Buffer.from(JSON.stringify(found)));
}
