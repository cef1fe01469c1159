import type { Shape, ShapeRequest } from '../aggregate/model.js';
import { askedAction } from './actions.js';
import type { ContextValue } from './types.js';

/**
 * The condition keys of 46205, 46206 and CAM, and where a log record shows their value. `log: null`: no field tells it.
 * `actions`: the only actions whose requests can carry it; absent: all.
 */
export const CONDITION_KEYS = {
  'qcs:ip': { type: 'ip', log: 'remoteIp' },
  'vpc:requester_vpc': { type: 'string', log: 'vpcId' },
  'cos:secure-transport': { type: 'bool', log: null },
  'cos:tls-version': { type: 'numeric', log: null },
  'cos:x-cos-storage-class': {
    type: 'string',
    log: null,
    actions: ['PutObject', 'PostObject', 'InitiateMultipartUpload', 'AppendObject', 'PutObjectCopy'],
  },
  'cos:versionid': {
    type: 'string',
    log: 'requestUri',
    parameter: 'versionId',
    actions: [
      'GetObject',
      'DeleteObject',
      'PostObjectRestore',
      'PutObjectTagging',
      'GetObjectTagging',
      'DeleteObjectTagging',
      'HeadObject',
    ],
  },
  'cos:prefix': {
    type: 'string',
    log: 'requestUri',
    parameter: 'prefix',
    actions: ['GetBucket', 'GetBucketObjectVersions', 'ListMultipartUploads', 'ListLiveChannels'],
  },
  'cos:x-cos-acl': {
    type: 'string',
    log: null,
    actions: [
      'PutObject',
      'PostObject',
      'PutObjectCopy',
      'PutObjectACL',
      'PutBucket',
      'PutBucketACL',
      'AppendObject',
      'InitiateMultipartUpload',
    ],
  },
  'cos:content-length': { type: 'numeric', log: null, body: true },
  'cos:content-type': { type: 'string', log: null, body: true },
  'cos:response-content-type': {
    type: 'string',
    log: 'requestUri',
    parameter: 'response-content-type',
    actions: ['GetObject'],
  },
  'qcs:request_tag': { type: 'string', log: null, actions: ['PutBucket', 'PutBucketTagging'] },
  'qcs:resource_tag': { type: 'string', log: null },
  'cos:x-cos-forbid-overwrite': { type: 'string', log: null, body: true },
  'qcs:current_time': { type: 'date', log: 'eventTime' },
} as const satisfies Record<string, ConditionKey>;

export interface ConditionKey {
  readonly type: 'ip' | 'string' | 'bool' | 'numeric' | 'date';
  /** Field of the access log. */
  readonly log: string | null;
  /** Query parameter that holds the value. */
  readonly parameter?: string;
  readonly actions?: readonly string[];
  /** Only requests with a body carry it. */
  readonly body?: true;
}

/** An empty list: the request does not carry the key. */
const ABSENT: readonly string[] = [];
const UNKNOWN = '?';

/**
 * The condition keys of a logged request: the value taken from the log, absent where the request cannot carry the key,
 * `?` where the log does not tell. Keys that are not documented are `?` too.
 */
export function contextOf(request: ShapeRequest, shape: Shape): Record<string, ContextValue> {
  const context: Record<string, ContextValue> = { '*': UNKNOWN };
  for (const [key, facts] of Object.entries<ConditionKey>(CONDITION_KEYS)) {
    context[key] = carries(facts, shape) ? logged(key, facts, request, shape) : ABSENT;
  }
  return context;
}

function carries(facts: ConditionKey, shape: Shape): boolean {
  if (facts.body) return shape.method === 'PUT' || shape.method === 'POST';
  if (!facts.actions) return true;
  const { name } = askedAction(shape.action, '');
  return facts.actions.some((action) => action.toLowerCase() === name);
}

function logged(key: string, facts: ConditionKey, request: ShapeRequest, shape: Shape): ContextValue {
  if (facts.parameter !== undefined) return parameter(request, facts.parameter) ?? ABSENT;
  switch (key) {
    case 'qcs:ip':
      return request.remoteIp === '-' || request.remoteIp === '' ? UNKNOWN : request.remoteIp;
    case 'vpc:requester_vpc':
      // The log has a number that no documented call turns into `vpc-...`.
      return shape.fromVpc === false ? ABSENT : UNKNOWN;
    case 'qcs:current_time':
      return shape.firstSeen === shape.lastSeen ? shape.firstSeen : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/** Query parameters are compared without case: SDKs write `versionId` and `versionid`. */
function parameter(request: ShapeRequest, name: string): string | undefined {
  return Object.entries(request.params ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}
