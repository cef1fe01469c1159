import type { CosTransport } from './cos-transport.js';
import { CloudError } from './error.js';
import { COS_REGIONS } from './regions.js';

export interface RegionFinderOptions {
  /** Said by the user (`--region`, the configuration): holds for every bucket that is not in `known`. */
  readonly given?: string | undefined;
  readonly known?: Readonly<Record<string, string>>;
  /** Asked first. */
  readonly likely?: string | undefined;
}

/**
 * Finds a bucket's region by HEAD Bucket (7735): a wrong region answers 404, the right one 200, or 403 without the right to
 * look. Answers are kept. Throws CloudError `NoSuchBucket` when no region knows it.
 */
export function createRegionFinder(
  transport: CosTransport,
  options: RegionFinderOptions,
): (bucket: string, signal?: AbortSignal) => Promise<string> {
  const found = new Map<string, Promise<string>>();

  const search = async (bucket: string, signal: AbortSignal | undefined): Promise<string> => {
    const candidates = [...new Set([...(options.likely ? [options.likely] : []), ...COS_REGIONS])];
    for (const region of candidates) {
      try {
        const { headers } = await transport.call({ action: 'cos:HeadBucket', method: 'HEAD', bucket, region, signal });
        return headers['x-cos-bucket-region'] ?? region;
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        if (error.details.status === 403) return region;
        // A region that this network cannot reach says nothing about the bucket, unless it is the only one we have.
        if (error.details.status !== 404 && !(error.code === 'network' && candidates.length > 1)) throw error;
      }
    }
    throw new CloudError(
      'NoSuchBucket',
      `the bucket ${bucket} was found in no region: check its name and APPID, or give --region`,
      {
        action: 'cos:HeadBucket',
        status: 404,
        retryable: false,
      },
    );
  };

  return (bucket, signal) => {
    const said = options.known?.[bucket] ?? options.given;
    if (said) return Promise.resolve(said);
    const before = found.get(bucket);
    if (before) return before;
    const pending = search(bucket, signal);
    found.set(bucket, pending);
    // A failure is not remembered.
    pending.catch(() => found.delete(bucket));
    return pending;
  };
}
