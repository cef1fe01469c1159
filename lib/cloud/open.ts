import { type CallApi, createApi } from './api.js';
import { type CosClient, createCosClient } from './cos.js';
import { createCosTransport } from './cos-transport.js';
import { type Credentials, type Environment, findCredentials, fromEnvironment } from './credentials.js';
import { localAccount, localCloud } from './local.js';
import { createRegionFinder } from './region-finder.js';
import { type Patience, realPatience } from './retry.js';

declare const __VERSION__: string | undefined;

export interface CloudOptions {
  readonly env: Environment;
  /** Region said by the user; else HEAD Bucket tells. */
  readonly region?: string | undefined;
  /** Where buckets probably are (the configuration's region): asked first. */
  readonly likelyRegion?: string | undefined;
  /** Regions of buckets that are known, for instance from an event. */
  readonly bucketRegions?: Readonly<Record<string, string>>;
  /** Instead of those in the environment. */
  readonly credentials?: Credentials;
  readonly patience?: Patience;
  /** Ms for one attempt of a call; default 10 s. */
  readonly timeoutMs?: number;
}

export interface Cloud {
  readonly cos: CosClient;
  readonly api: CallApi;
  /** Region of calls that have no bucket. */
  readonly region: string;
  /** Address of the local cloud when clients are pointed at it. */
  readonly local: string | null;
}

const FALLBACK_REGION = 'ap-guangzhou';

/**
 * Clients for one run, with the credentials of this moment: call it at the start of every invocation and keep nothing.
 * `COS403_LOCAL_CLOUD` points them at the local cloud, with its root key unless credentials are in the environment.
 */
export async function openCloud(options: CloudOptions): Promise<Cloud> {
  const { env } = options;
  const local = localCloud(env);
  const patience = options.patience ?? realPatience;
  const given = options.credentials ?? fromEnvironment(env);
  const account = local && !given ? await localAccount(local) : null;
  const credentials = given ?? account?.credentials ?? (await findCredentials(env));
  const here = options.likelyRegion ?? (env['TENCENTCLOUD_REGION']?.trim() || account?.region);
  const version = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-dev';
  const transport = createCosTransport({
    credentials,
    local,
    patience,
    userAgent: `cos403/${version}`,
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  });
  const regionOf = createRegionFinder(transport, {
    given: options.region,
    known: options.bucketRegions ?? {},
    likely: here,
  });
  const region = options.region ?? here ?? FALLBACK_REGION;
  return {
    cos: createCosClient(transport, regionOf),
    api: createApi({ credentials, local, patience, region }),
    region,
    local: local?.url ?? null,
  };
}
