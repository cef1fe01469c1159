import { own } from '../../policy/pointer.js';
import { check, logged } from '../checks/check.js';
import { groupsByKey } from '../groups-by-key.js';
import type { Check } from '../model.js';
import type { Part, View } from '../view.js';

/** A signature that reaches COS through a domain it was not made for: CDN origin pulls and customers' domains with a user's key. */
export function hostMismatchEvidence(part: Part): Check | null {
  const { shape } = part;
  if (shape.signedBy === 'none') return null;
  const cdn = shape.logSource.toUpperCase() === 'CDN';
  if (!cdn && shape.hostStyle !== 'custom') return null;
  return check(
    'signature-form',
    'fail',
    cdn
      ? { en: 'A signed request came through the CDN.', zh: '已签名的请求经由 CDN 到达。' }
      : {
          en: `A signed request came to the custom domain ${shape.host}.`,
          zh: `已签名的请求到达自定义域名 ${shape.host}。`,
        },
    [logged('eventSource', shape.host), logged('logSourceType', shape.logSource)],
  );
}

/** A URL signed with a temporary key shows its token, or that there is none; a token in a header is not visible. */
export function tokenMissing(part: Part): Check | null {
  const { shape } = part;
  const inUrl = shape.signedBy === 'url-cos' || shape.signedBy === 'url-aws' || shape.signedBy === 'url-cos-legacy';
  if (shape.keyForm !== 'temporary' || !inUrl || shape.securityToken) return null;
  return check(
    'temporary-key-scope',
    'fail',
    {
      en: 'The URL is signed with a temporary key and carries no x-cos-security-token.',
      zh: 'URL 使用临时密钥签名，但没有 x-cos-security-token。',
    },
    [logged('requestUri', 'x-cos-security-token: absent'), logged('userSecretKeyId', shape.accessKeyId)],
  );
}

/** Successes of a key or its requester in the same input. */
export interface Successes {
  readonly count: number;
  readonly actions: readonly string[];
}

/**
 * What the same requester was allowed. A group of `key:<SecretId>` has no requester of its own (authentication failed): then
 * what the input tells of the key elsewhere counts.
 */
export function successesOf(keyId: string, view: View): Successes {
  const { succeeded } = view.group;
  if (succeeded.count > 0) return { count: succeeded.count, actions: succeeded.actions.map((action) => action.value) };
  const elsewhere = own(view.context.keySuccesses, keyId);
  if (elsewhere) return elsewhere;
  const other = groupsByKey(view.context.groups, keyId).find(
    (group) => group.bucket === view.group.bucket && group.succeeded.count > 0,
  );
  return other
    ? { count: other.succeeded.count, actions: other.succeeded.actions.map((action) => action.value) }
    : { count: 0, actions: [] };
}

/** `negative-evidence`: what the same requester or key was allowed at the same time. */
export function negativeEvidence(keyId: string, view: View): Check {
  const { count, actions } = successesOf(keyId, view);
  return count === 0
    ? check(
        'negative-evidence',
        'fail',
        { en: 'The same requester had no success in the same time.', zh: '同一请求者在同一时段内没有成功。' },
        [logged('succeeded', 0)],
      )
    : check(
        'negative-evidence',
        'pass',
        {
          en: `The same requester succeeded ${count === 1 ? 'once' : `${count} times`}: ${actions.join(', ')}.`,
          zh: `同一请求者成功 ${count} 次：${actions.join('、')}。`,
        },
        [logged('succeeded', count)],
      );
}
