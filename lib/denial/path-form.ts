import type { Shape } from '../aggregate/model.js';

/**
 * What is unusual in a path as logged (percent-encoded): each form breaks signatures in its own way (root causes of
 * SignatureDoesNotMatch). The strongest form wins.
 */
export function pathForm(path: string): Shape['pathForm'] {
  if (!/[^A-Za-z0-9/._~-]|\/\//.test(path)) return 'plain';
  if (/%25[0-9a-f]{2}/i.test(path)) return 'double-encoded';
  if (path.includes('//')) return 'double-slash';
  if (/\+|%2b/i.test(path)) return 'plus';
  if (/[^\x00-\x7f]|%[89a-f][0-9a-f]/i.test(path)) return 'non-ascii';
  if (/ |%20/.test(path)) return 'space';
  if (/%25|%(?![0-9a-f]{2})/i.test(path)) return 'percent';
  return 'special';
}

/** Extension in lower case when COS treats it specially (packages of new buckets, 96243), else empty. */
export function extensionThatMatters(path: string): string {
  return /\.(apk|ipa)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
}
