import { parseQuery } from '../accesslog/percent.js';
import type { AccessRecord } from '../accesslog/record.js';
import { isPathStyleHost } from '../accesslog/request-line.js';
import { ACTION_OF_EVENT, BUCKET_SUBRESOURCES } from './action-table.js';

/** What is known of an operation: the action that guards it, without `name/cos:`. */
export interface Operation {
  readonly action: string;
}

/** Event names as they were logged; real logs hold some dozens. Null: not known. */
const SPELLINGS = new Map<string, Operation | null>();
const MOST_SPELLINGS = 1000;

/** The operation of a logged event name (10111 titles, any capitalisation and punctuation), or null when it is not known. */
export function rowOfEvent(eventName: string): Operation | null {
  let row = SPELLINGS.get(eventName);
  if (row === undefined) {
    const action = ACTION_OF_EVENT.get(eventName.toLowerCase().replace(/[^a-z0-9]/g, ''));
    row = action === undefined ? null : { action };
    if (SPELLINGS.size < MOST_SPELLINGS && eventName.length <= 64) SPELLINGS.set(eventName, row);
  }
  return row;
}

type Asked = Pick<AccessRecord, 'eventName' | 'method' | 'path' | 'query' | 'host'>;

/** The action that guards a request, `name/cos:GetObject`; `-` when neither event name nor method tell. */
export function actionOf(record: Asked): string {
  const action = rowOfEvent(record.eventName)?.action ?? fallbackAction(record);
  return action === null ? '-' : `name/cos:${action}`;
}

/** Action from method, path and sub-resource, for event names that no document lists (reference: operation list 10111). */
function fallbackAction(record: Omit<Asked, 'eventName'>): string | null {
  const query = new Map(parseQuery(record.query).map(([name, value]) => [name.toLowerCase(), value]));
  const method = record.method.toUpperCase();
  if (method === 'OPTIONS') return 'OptionsObject';
  return record.path === '/' ? bucketAction(method, query, record.host) : objectAction(method, query);
}

type Query = ReadonlyMap<string, string>;

function bucketAction(method: string, query: Query, host: string): string | null {
  const setting = [...BUCKET_SUBRESOURCES].find(([sub]) => query.has(sub))?.[1];
  switch (method) {
    case 'GET':
      if (setting !== undefined) return `Get${setting}`;
      if (query.has('versions')) return 'GetBucketObjectVersions';
      if (query.has('uploads')) return 'ListMultipartUploads';
      return host.startsWith('service.cos.') || (isPathStyleHost(host) && query.size === 0)
        ? 'GetService'
        : 'GetBucket';
    case 'HEAD':
      return 'HeadBucket';
    case 'PUT':
      return setting === undefined ? 'PutBucket' : `Put${setting}`;
    case 'DELETE':
      return setting === undefined ? 'DeleteBucket' : `Delete${setting}`;
    case 'POST':
      return query.has('delete') ? 'DeleteObject' : 'PostObject';
    default:
      return null;
  }
}

function objectAction(method: string, query: Query): string | null {
  switch (method) {
    case 'GET':
      if (query.has('acl')) return 'GetObjectACL';
      if (query.has('tagging')) return 'GetObjectTagging';
      if (query.has('uploadid')) return 'ListParts';
      return query.has('retention') ? 'GetObjectRetention' : 'GetObject';
    case 'HEAD':
      return 'HeadObject';
    case 'PUT':
      if (query.has('partnumber') && query.has('uploadid')) return 'UploadPart';
      if (query.has('acl')) return 'PutObjectACL';
      return query.has('tagging') ? 'PutObjectTagging' : 'PutObject';
    case 'POST':
      if (query.has('uploads')) return 'InitiateMultipartUpload';
      if (query.has('uploadid')) return 'CompleteMultipartUpload';
      if (query.has('restore')) return 'PostObjectRestore';
      if (query.has('append')) return 'AppendObject';
      return query.has('select') ? 'GetObject' : 'PostObject';
    case 'DELETE':
      if (query.has('uploadid')) return 'AbortMultipartUpload';
      return query.has('tagging') ? 'DeleteObjectTagging' : 'DeleteObject';
    default:
      return null;
  }
}

const SETTING = /^name\/cos:(?:Put|Delete)Bucket[A-Z]/;

/** Does this action change a bucket's settings? (Creating and deleting the bucket itself are none.) */
export function isSettingsChange(action: string): boolean {
  return SETTING.test(action);
}
