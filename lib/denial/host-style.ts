import type { HostStyle } from '../aggregate/model.js';

const COS_HOST =
  /^(?:(.+)\.)?(cos|cos-website|cos-internal|cos-accelerate|pic|picsh|picgz|ci)\.([a-z0-9-]+)\.(?:myqcloud\.com|tencentcos\.cn)$/;

/** How the domain names the bucket (6224): default host, path style, service, website, acceleration, image, or a domain of the customer's. */
export function hostStyle(host: string, action: string): HostStyle {
  if (/^service\.cos\.(?:myqcloud\.com|tencentcos\.cn)$/.test(host)) return 'service';
  const match = COS_HOST.exec(host);
  if (match === null) return 'custom';
  const [, bucket, service, region] = match;
  if (service === 'cos-website') return 'website';
  if (service === 'cos-internal') return bucket === undefined ? 'path' : 'internal';
  if (service !== 'cos') return 'image';
  if (bucket === undefined) return action === 'name/cos:GetService' ? 'service' : 'path';
  return region === 'accelerate' ? 'accelerate' : 'virtual';
}
