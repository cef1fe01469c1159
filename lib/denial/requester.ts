import type { AccessRecord } from '../accesslog/record.js';
import type { KeyForm } from '../aggregate/model.js';

/** Who asked: field 24; a key whose owner COS did not find as `key:<SecretId>`; else `anonymous`. */
export function requesterOf(record: Pick<AccessRecord, 'requester' | 'accessKeyId'>): string {
  if (record.requester !== '-') return record.requester;
  return record.accessKeyId === '-' ? 'anonymous' : `key:${record.accessKeyId}`;
}

/**
 * The form of a SecretId: permanent keys are `AKID` (international: `IKID`) and letters and digits, 36 in all;
 * temporary ones are longer or hold `-` or `_` (14048 and real logs). `none`: no key was used.
 */
export function keyForm(secretId: string): KeyForm {
  if (secretId === '-' || secretId === '') return 'none';
  if (!/^[AI]KID[A-Za-z0-9_-]{8,}$/.test(secretId)) return 'malformed';
  return secretId.length > 36 || /[-_]/.test(secretId) ? 'temporary' : 'permanent';
}
