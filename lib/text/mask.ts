/** What may be shown of identifiers where others read along (alerts, reports, `--mask`). */

/** First 8 and last 4 characters of a SecretId: enough to recognise a key, not enough to use it. */
export function maskKey(secretId: string): string {
  return secretId.length <= 12 ? secretId : `${secretId.slice(0, 8)}****${secretId.slice(-4)}`;
}

/** An address without its host part: the last octet of IPv4, all but the first three groups of IPv6. */
export function maskAddress(address: string): string {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(address)) return address.replace(/\d+$/, '*');
  const groups = address.split(':');
  // A short one (fe80::7) must lose its end as well.
  return groups.length > 1 ? `${groups.slice(0, Math.min(3, groups.length - 1)).join(':')}:*` : address;
}

/** A requester with its key masked: only `key:<SecretId>` holds one. */
export function maskRequester(requester: string): string {
  return requester.startsWith('key:') ? `key:${maskKey(requester.slice(4))}` : requester;
}
