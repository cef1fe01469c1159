import type { BucketState } from '../state.js';
import type { Address } from './address.js';
import { CosError } from './errors.js';

const RULES_SINCE_MS = Date.UTC(2024, 0, 1);

/** Was the bucket made since 2024-01-01, so that the domain rules of 57456 bind it? */
export function isNewBucket(bucket: BucketState): boolean {
  return Date.parse(bucket.createdAt) >= RULES_SINCE_MS;
}

/** No path-style address, and no APK or IPA download over a default domain, signed or not (57456). */
export function requireNewBucketRules(bucket: BucketState, address: Address, operationName: string): void {
  if (!isNewBucket(bucket)) return;
  if (address.style === 'path') throw new CosError('PathStyleDomainForbidden');
  if (operationName === 'GetObject' && address.defaultDomain && /\.(apk|ipa)$/i.test(address.key ?? '')) {
    throw new CosError('DownloadForbidden');
  }
}

/** What default domains of new buckets add to a download (57456). */
export function forcedDownload(bucket: BucketState, address: Address): Record<string, string> {
  if (!isNewBucket(bucket) || !address.defaultDomain) return {};
  return { 'x-cos-force-download': 'true', 'Content-Disposition': 'attachment' };
}
