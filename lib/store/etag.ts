/**
 * One spelling for an ETag: COS quotes it in headers and listings, some answers do not, proxies weaken it (`W/`).
 * Without this the same log object would have two identities.
 */
export function normalizeEtag(etag: string): string {
  return etag
    .trim()
    .replace(/^W\//i, '')
    .replace(/^"+|"+$/g, '')
    .replace(/^&quot;|&quot;$/g, '')
    .toLowerCase();
}
