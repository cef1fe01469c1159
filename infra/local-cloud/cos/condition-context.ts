import type { ContextValue } from '../../../lib/policy/types.js';
import { encodeStrict } from '../../../lib/signature/encode.js';
import type { CosContext } from './context.js';

/** Headers that are condition keys of the same name (46206). */
const HEADER_KEYS = {
  'x-cos-acl': 'cos:x-cos-acl',
  'x-cos-storage-class': 'cos:x-cos-storage-class',
  'x-cos-forbid-overwrite': 'cos:x-cos-forbid-overwrite',
  'content-type': 'cos:content-type',
} as const;

/** The condition keys that this request has (46206); a key that it has not is absent. The local cloud speaks plain HTTP and knows no VPC. */
export function conditionContext(context: CosContext): Record<string, ContextValue> {
  const { headers, query, remoteIp, nowMs, body, address, cloud } = context;
  const values: Record<string, ContextValue> = {
    'qcs:ip': remoteIp,
    'cos:secure-transport': false,
    'qcs:current_time': new Date(nowMs).toISOString(),
  };
  for (const [header, key] of Object.entries(HEADER_KEYS)) {
    const value = headers[header];
    if (value !== undefined) values[key] = value;
  }
  if (headers['content-length'] !== undefined || body.length > 0) values['cos:content-length'] = body.length;
  const prefix = query.get('prefix');
  if (prefix !== undefined) values['cos:prefix'] = prefix;
  const versionId = query.get('versionId');
  if (versionId !== undefined) values['cos:versionid'] = versionId;
  const responseType = query.get('response-content-type');
  // The policy's value is written URL-encoded (46206).
  if (responseType !== undefined) values['cos:response-content-type'] = encodeStrict(responseType);
  const tags = tagPairs(headers['x-cos-tagging']);
  if (tags.length > 0) values['qcs:request_tag'] = tags;
  const bucketTags = address.bucket === null ? null : (cloud.state.buckets.get(address.bucket)?.tags ?? null);
  if (bucketTags) values['qcs:resource_tag'] = bucketTags.map(([name, value]) => `${name}&${value}`);
  return values;
}

function tagPairs(header: string | undefined): string[] {
  return [...new URLSearchParams(header ?? '')].map(([name, value]) => `${name}&${value}`);
}
