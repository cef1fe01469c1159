import { createHash, createHmac } from 'node:crypto';
import { expectAwsV2 } from '../../lib/signature/aws-v2.js';
import { signCos } from '../../lib/signature/cos.js';
import { encodeStrict } from '../../lib/signature/encode.js';
import { signPostPolicy } from '../../lib/signature/post-form.js';
import { reportSignature } from '../../lib/signature/report.js';
import type { WireRequest } from '../../lib/signature/request.js';

const HOST = 'examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com';
const base: WireRequest = { method: 'GET', path: '/a.txt', query: '', headers: { host: HOST } };
const SIGNER = { secretId: 'AKIDEXAMPLE', secretKey: 'SKEXAMPLE', start: 1_700_000_000, end: 1_700_000_900 };
const report = (authorization: string, headers: Readonly<Record<string, string>> = {}) =>
  reportSignature({ ...base, headers: { ...base.headers, ...headers, authorization } }, SIGNER.secretKey, null);

describe('the report about a signature', () => {
  test('says of a malformed one what is wrong with it', () => {
    const [reason] = report('q-sign-algorithm=sha1&q-ak=AKIDEXAMPLE').reasons;
    expect(reason?.id).toBe('malformed');
    for (const text of [reason!.text.en, reason!.text.zh]) expect(text).toMatch(/: q-sign-time is missing\.$/);
  });

  test('names the listed headers that did not arrive, where nothing is proven', () => {
    const sent = { ...base, headers: { ...base.headers, 'x-cos-acl': 'private', 'x-cos-meta-a': '1' } };
    const { reasons } = report(signCos(sent, SIGNER));
    expect(reasons.map(({ id }) => id)).toEqual(['header-missing']);
    expect(reasons[0]?.text.en).toMatch(/ \(x-cos-acl, x-cos-meta-a\)$/);
  });

  test.each([
    ['the bucket of a host', HOST, 'examplebucket-1250000000', true],
    ['the bucket of an internal host', HOST.replace('.cos.', '.cos-internal.'), 'examplebucket-1250000000', true],
    ['no bucket in path style', 'cos.ap-guangzhou.myqcloud.com', null, true],
    ['no other bucket', HOST, 'otherbucket-1250000000', false],
  ])('covers in AWS version 2 %s', (_, host, bucket, valid) => {
    const request = { ...base, headers: { host } };
    const unsigned = { form: 'aws-v2', place: 'header', secretId: 'AKIA', expires: null, signature: '' } as const;
    const { signature } = expectAwsV2(request, unsigned, SIGNER.secretKey, bucket);
    const found = report(`AWS AKIA:${signature}`, { host });
    const ids = found.reasons.map(({ id }) => id);
    expect({ valid: found.valid, ids }).toEqual({ valid, ids: valid ? [] : ['secret-other'] });
  });
});

test('a form upload is signed over the digest of its policy (14690)', () => {
  const [policy, keyTime] = [
    '{"expiration":"2026-11-23T10:00:00Z","conditions":[{"acl":"图"}]}',
    '1700000000;1700000900',
  ];
  const key = createHmac('sha1', 'SKEXAMPLE').update(keyTime).digest('hex');
  const text = createHash('sha1').update(policy).digest('hex');
  expect(signPostPolicy(policy, 'SKEXAMPLE', keyTime)).toBe(createHmac('sha1', key).update(text).digest('hex'));
});

test.each([
  ["!'()*", '%21%27%28%29%2A'],
  ['-_.~', '-_.~'],
  ['a b/图', 'a%20b%2F%E5%9B%BE'],
  ['\ud800', '%EF%BF%BD'],
])('%j is encoded strictly', (text, expected) => {
  expect(encodeStrict(text)).toBe(expected);
});
