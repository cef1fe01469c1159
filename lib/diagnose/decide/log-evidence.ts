import { check, logged } from '../checks/check.js';
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

/** `negative-evidence`: what the same requester was allowed in the same bucket and time. */
export function negativeEvidence(view: View): Check {
  const { succeeded } = view.group;
  return succeeded.count === 0
    ? check(
        'negative-evidence',
        'fail',
        {
          en: 'The same requester had no success in the same bucket and time.',
          zh: '同一请求者在同一存储桶与时段内没有成功。',
        },
        [logged('succeeded', 0)],
      )
    : check(
        'negative-evidence',
        'pass',
        {
          en: `The same requester succeeded ${succeeded.count} times: ${succeeded.actions.map((action) => action.value).join(', ')}.`,
          zh: `同一请求者成功 ${succeeded.count} 次：${succeeded.actions.map((action) => action.value).join('、')}。`,
        },
        [logged('succeeded', succeeded.count)],
      );
}
