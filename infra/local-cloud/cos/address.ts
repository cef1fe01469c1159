import { decodePercent } from '../../../lib/signature/encode.js';

/** Which resource a request is about, from its host and path. */
export interface Address {
  /** `virtual`: the bucket is in the host; `path`: in the path; `service`: no bucket; `custom`: a host that is no COS domain. */
  readonly style: 'virtual' | 'path' | 'service' | 'custom';
  readonly bucket: string | null;
  /** Decoded; `null` for the bucket itself. */
  readonly key: string | null;
  /** Path as sent without the bucket of a path-style request: what the log shows (16920). */
  readonly keyPath: string;
  /** From the host; `null` where it names none (service, accelerate, localhost). */
  readonly region: string | null;
  readonly website: boolean;
  /** A domain that COS gives by default: the rules of 57456 are about these. */
  readonly defaultDomain: boolean;
}

const SUFFIX = '(?:myqcloud\\.com|tencentcos\\.cn)';
const SERVICE = new RegExp(`^service\\.cos\\.${SUFFIX}$`);
const REGION = new RegExp(`^cos(?:-internal)?\\.([a-z0-9-]+)\\.${SUFFIX}$`);
const VIRTUAL = new RegExp(`^(.+)\\.(cos|cos-internal|cos-website|pic|ci)\\.([a-z0-9-]+)\\.${SUFFIX}$`);
const LOCAL = /^(127\.0\.0\.1|localhost|\[::1\])$/;

/** `host` may carry a port; `path` is percent-encoded with its leading slash. */
export function parseAddress(host: string, path: string): Address {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  const keyOf = (keyPath: string) => {
    const key = decodePercent(keyPath.slice(1));
    // Slashes alone name the bucket: the vendor's own clients rely on it.
    return /^\/*$/.test(key) ? null : key;
  };
  const virtual = VIRTUAL.exec(name);
  if (virtual) {
    const [, bucket, kind, region] = virtual as unknown as [string, string, string, string];
    const website = kind === 'cos-website';
    return {
      style: 'virtual',
      bucket,
      key: keyOf(path),
      keyPath: path,
      region: region === 'accelerate' ? null : region,
      website,
      defaultDomain: true,
    };
  }
  const region = REGION.exec(name)?.[1] ?? null;
  if (SERVICE.test(name) || region !== null || LOCAL.test(name)) {
    const [, bucketPart = '', rest = ''] = /^\/([^/]*)(.*)$/s.exec(path) ?? [];
    const bucket = decodePercent(bucketPart);
    if (bucket === '')
      return { style: 'service', bucket: null, key: null, keyPath: path, region, website: false, defaultDomain: true };
    const keyPath = rest === '' ? '/' : rest;
    return { style: 'path', bucket, key: keyOf(keyPath), keyPath, region, website: false, defaultDomain: true };
  }
  return {
    style: 'custom',
    bucket: null,
    key: keyOf(path),
    keyPath: path,
    region: null,
    website: false,
    defaultDomain: false,
  };
}
