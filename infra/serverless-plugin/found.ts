import { isObject, isTexts, readRecord } from './record.js';
import type { DeployCloud } from './resource.js';
import type { Deployment } from './settings.js';

const SCHEMA = 'cos403.deploy-found/1';

export type LogTarget = { readonly targetBucket: string; readonly targetPrefix: string };

/** What deploy found before it changed anything, so that `remove` can put it back. Written before the first change. */
export interface Found {
  readonly schema: typeof SCHEMA;
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
  schema: SCHEMA,
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
  const key = ledgerKey(deployment);
  const read = await readRecord(cloud, deployment, key, { schema: SCHEMA, parse: parseFound });
  if (read.status === 'ok') return read.value;
  if (read.status === 'absent') return null;
  // Beginning anew would take our own settings for what was there before: `remove` would then put back the wrong ones.
  throw new Error(
    `nothing was changed: cos://${deployment.state.bucket}/${key}, what deploy found before its first change, is damaged (${read.reason}). Put an earlier version of it back; or delete it: then remove no longer knows which buckets and roles deploy created and how logging was set before`,
  );
}

function parseFound(value: Record<string, unknown>): Found {
  const { logging, createdBuckets, createdRoles } = value;
  if (!isObject(logging) || !isTexts(createdBuckets) || !isTexts(createdRoles)) throw new Error('it lacks fields');
  return value as unknown as Found;
}

export async function writeFound(cloud: DeployCloud, deployment: Deployment, found: Found): Promise<void> {
  await cloud.cos.putObject(deployment.state.bucket, ledgerKey(deployment), Buffer.from(JSON.stringify(found)));
}
