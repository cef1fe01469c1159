import { signPostPolicy } from '../../../lib/signature/post-form.js';
import {
  APP_ID,
  OWNER,
  presigned,
  type RawAnswer,
  type RawRequest,
  REGION,
  send,
  signed,
  useCloud,
} from './cos-support.js';

const OLD = `old-${APP_ID}`;
const NEW = `new-${APP_ID}`;
const FOREIGN = 'foreign-1259999999';
const ALICE = '100000000002';
const key = (letter: string) => `AKID${letter.repeat(32)}`;
const SECRET = 'SECRETSECRETSECRETSECRETSECRET12';
const alice = { secretId: key('a'), secretKey: SECRET };
const disabled = { secretId: key('d'), secretKey: SECRET };
const temporary = { secretId: `${key('t')}-abc_${'x'.repeat(26)}`, secretKey: SECRET };
const expiredTemporary = { secretId: `${key('e')}-abc_${'x'.repeat(26)}`, secretKey: SECRET };

const cloud = useCloud({
  account: { ownerUin: OWNER, appId: APP_ID },
  buckets: {
    [OLD]: {
      region: REGION,
      createdAt: '2023-05-01T00:00:00Z',
      cors: [{ allowedOrigins: ['https://a.example'], allowedMethods: ['GET'], allowedHeaders: ['x-cos-*'] }],
      referer: { status: 'Enabled', type: 'White-List', domains: ['*.example.com'], emptyReferer: 'Allow' },
      strictSignature: [{ actions: ['GetObject'], headers: ['x-cos-*'], params: ['response-content-type'] }],
      objects: { 'a.txt': { body: 'hello' }, 'frozen.txt': { body: 'ice', storageClass: 'ARCHIVE' } },
    },
    [FOREIGN]: {
      region: REGION,
      createdAt: '2023-05-01T00:00:00Z',
      ownerUin: '200000000001',
      policy: {
        version: '2.0',
        statement: [
          {
            principal: { qcs: [`qcs::cam::uin/${OWNER}:uin/${OWNER}`] },
            effect: 'allow',
            action: ['*'],
            resource: ['*'],
          },
        ],
      },
    },
    [NEW]: { region: REGION, createdAt: '2024-06-01T00:00:00Z', objects: { 'app.apk': { body: 'x' } } },
  },
  cam: {
    users: {
      [OWNER]: { type: 'root' },
      [ALICE]: {
        name: 'alice',
        accessKeys: [
          { id: alice.secretId, secretKey: SECRET },
          { id: disabled.secretId, secretKey: SECRET, status: 'Inactive' },
        ],
      },
    },
  },
  temporaryKeys: [
    { ...temporary, token: 'TOKEN', requester: `${OWNER}:${ALICE}` },
    { ...expiredTemporary, token: 'TOKEN', requester: `${OWNER}:${ALICE}`, expiresAt: '2020-01-01T00:00:00Z' },
  ],
});

const get: RawRequest = { bucket: OLD, path: '/a.txt' };

/** Each message of the catalogue (2.3) with the request that provokes it. */
const REFUSALS: Record<string, [request: () => RawRequest, status: number, code: string, message: string | RegExp]> = {
  'an anonymous read of a private object': [() => get, 403, 'AccessDenied', 'Access Denied.'],
  'an anonymous read of an object that does not exist': [
    () => ({ ...get, path: '/nothing' }),
    403,
    'AccessDenied',
    'Access Denied.',
  ],
  'a sub-user without a policy': [() => signed(cloud(), get, alice), 403, 'AccessDenied', 'Access Denied.'],
  'a referer that is not listed': [
    () => ({ ...get, headers: { Referer: 'https://other.test/' } }),
    403,
    'AccessDenied',
    'You are denied by bucket referer rule',
  ],
  'a signed URL that is over': [
    () => presigned(cloud(), get, { from: -600, to: -1 }),
    403,
    'AccessDenied',
    'Request has expired',
  ],
  'a signed URL that starts in five minutes': [
    () => presigned(cloud(), get, { from: 300, to: 900 }),
    403,
    'AccessDenied',
    'Request has expired',
  ],
  'a signature that starts in an hour': [
    () => signed(cloud(), get, { from: 3600, to: 7200 }),
    403,
    'RequestTimeTooSkewed',
    "The difference between the request time and the server's time is too large.",
  ],
  'a Date header an hour off': [
    () => signed(cloud(), { ...get, headers: { Date: new Date(cloud().clock.nowMs() - 3_600_000).toUTCString() } }),
    403,
    'RequestTimeTooSkewed',
    "The difference between the request time and the server's time is too large.",
  ],
  'a key that does not exist': [
    () => signed(cloud(), get, { secretId: key('z'), secretKey: SECRET }),
    403,
    'InvalidAccessKeyId',
    'The Access Key Id you provided does not exist in our records',
  ],
  'a key that was disabled': [
    () => signed(cloud(), get, disabled),
    403,
    'InvalidAccessKeyId',
    'The Access Key Id you provided does not exist in our records',
  ],
  'a placeholder instead of a key': [
    () => signed(cloud(), get, { secretId: '<SecretId>', secretKey: SECRET }),
    403,
    'InvalidAccessKeyId',
    'The access key Id format you provided is invalid.',
  ],
  'a temporary key that is over': [
    () => signed(cloud(), { ...get, headers: { 'x-cos-security-token': 'TOKEN' } }, expiredTemporary),
    403,
    'InvalidAccessKeyId',
    'The Access Key Id you provided does not exist in our records',
  ],
  'a temporary key without its token': [() => signed(cloud(), get, temporary), 403, 'AccessDenied', 'Access Denied.'],
  'a temporary key with another token': [
    () => signed(cloud(), { ...get, headers: { 'x-cos-security-token': 'OTHER' } }, temporary),
    403,
    'InvalidToken',
    /token/,
  ],
  'a wrong secret key': [
    () => signed(cloud(), get, { secretKey: 'wrong' }),
    403,
    'SignatureDoesNotMatch',
    'The Signature you specified is invalid.',
  ],
  'a preflight from an origin that is not allowed': [
    () => ({
      ...get,
      method: 'OPTIONS',
      headers: { Origin: 'https://b.example', 'Access-Control-Request-Method': 'GET' },
    }),
    403,
    'AccessForbidden',
    /^CORSResponse: This CORS request is not allowed\. This is usually because the evalution of Origin/,
  ],
  'a preflight to a bucket without CORS rules': [
    () => ({
      bucket: NEW,
      path: '/a',
      method: 'OPTIONS',
      headers: { Origin: 'https://a.example', 'Access-Control-Request-Method': 'GET' },
    }),
    403,
    'AccessForbidden',
    /^CORSResponse:/,
  ],
  'image processing on a bucket without Cloud Infinite': [
    () => signed(cloud(), { ...get, path: '/a.txt?imageMogr2/thumbnail/100x' }),
    403,
    'NoProcessAuthority',
    /./,
  ],
  'a replication set up by somebody else than the source’s owner': [
    () => signed(cloud(), replication(FOREIGN, OLD)),
    403,
    'UserNotSourceBucketOwner',
    /./,
  ],
  'a replication to a bucket of somebody else': [
    () => signed(cloud(), replication(OLD, FOREIGN)),
    403,
    'UserNotTargetBucketOwner',
    /./,
  ],
  'an archived object': [
    () => signed(cloud(), { ...get, path: '/frozen.txt' }),
    403,
    'InvalidObjectState',
    'The operation is not valid for the object storage class.',
  ],
  'a header that strict signature mode wants signed': [
    () => signed(cloud(), { ...get, headers: { 'x-cos-meta-a': '1' } }),
    403,
    'AccessDenied',
    'Strict signature missing header that must be signed',
  ],
  'a parameter that strict signature mode wants signed': [
    () => signed(cloud(), { ...get, path: '/a.txt?response-content-type=text%2Fplain' }, { params: [] }),
    403,
    'AccessDenied',
    'Strict signature missing param that must be signed',
  ],
  'an unsigned list of buckets': [
    () => ({ host: `cos.${REGION}.myqcloud.com` }),
    403,
    'AccessDenied',
    'Check auth failure because signature empty.',
  ],
  'a path-style address of a new bucket': [
    () => signed(cloud(), { host: `cos.${REGION}.myqcloud.com`, path: `/${NEW}/app.apk` }),
    403,
    'PathStyleDomainForbidden',
    'The bucket you are attempting to access must be addressed using COS virtual-styled domain.',
  ],
  'an APK on the default domain of a new bucket': [
    () => signed(cloud(), { bucket: NEW, path: '/app.apk' }),
    403,
    'DownloadForbidden',
    'The APK/IPA file is not allowed to be distributed in a public network using COS default domain, please use custom domain instead.',
  ],
  'a form with another q-ak than its policy': [
    () => form({ conditions: [{ 'q-ak': key('z') }] }),
    403,
    'AccessDenied',
    `Condition key q-ak doesn't match the value ${key('z')}`,
  ],
  'a form for another bucket': [
    () => form({ conditions: [{ bucket: NEW }] }),
    403,
    'AccessDenied',
    `Condition key bucket doesn't match the value [${NEW}]`,
  ],
  'a form with a key outside its policy': [
    () => form({ conditions: [['starts-with', '$key', 'photos/']] }),
    403,
    'AccessDenied',
    "Condition key key doesn't match the value photos/",
  ],
  'a form whose policy is over': [
    () => form({ conditions: [], expiration: '2021-05-16T18:01:44.000Z' }),
    403,
    'AccessDenied',
    /^You post object request has been expired, expiration time: 1621188104 but the time now : \d{10}$/,
  ],
};

function replication(from: string, to: string): RawRequest {
  const rule = `<Rule><Status>Enabled</Status><Destination><Bucket>qcs::cos:${REGION}::${to}</Bucket></Destination></Rule>`;
  return {
    bucket: from,
    method: 'PUT',
    path: '/?replication',
    body: `<ReplicationConfiguration>${rule}</ReplicationConfiguration>`,
  };
}

function form({ conditions, expiration }: { conditions: unknown[]; expiration?: string }): RawRequest {
  const now = Math.floor(cloud().clock.nowMs() / 1000);
  const keyTime = `${now - 60};${now + 600}`;
  const policy = JSON.stringify({ expiration: expiration ?? new Date((now + 600) * 1000).toISOString(), conditions });
  const fields: Record<string, string> = {
    key: 'docs/b.txt',
    policy: Buffer.from(policy).toString('base64'),
    'q-sign-algorithm': 'sha1',
    'q-ak': cloud().root.secretId,
    'q-key-time': keyTime,
    'q-signature': signPostPolicy(policy, cloud().root.secretKey, keyTime),
  };
  const parts = Object.entries(fields).map(
    ([name, value]) => `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const body = `${parts.join('')}--B\r\nContent-Disposition: form-data; name="file"; filename="b.txt"\r\n\r\ncontent\r\n--B--\r\n`;
  return { bucket: OLD, method: 'POST', headers: { 'Content-Type': 'multipart/form-data; boundary=B' }, body };
}

describe('COS refuses', () => {
  test.each(Object.entries(REFUSALS))('%s', async (_name, [request, status, code, message]) => {
    const answer = await send(cloud(), request());
    expect([answer.status, answer.code]).toEqual([status, code]);
    if (typeof message === 'string') expect(answer.message).toBe(message);
    else expect(answer.message).toMatch(message);
    expectErrorForm(answer);
  });

  test('a HEAD without a body, like the same GET otherwise', async () => {
    const answer = await send(cloud(), { ...get, method: 'HEAD' });
    expect([answer.status, answer.body]).toEqual([403, '']);
    expect(answer.headers['x-cos-request-id']).toMatch(/^N/);
  });

  test('a wrong signature with its own StringToSign and FormatString, in the documented order', async () => {
    const { body } = await send(cloud(), signed(cloud(), get, { secretKey: 'wrong' }));
    const order = [...body.matchAll(/<(Code|Message|StringToSign|FormatString|Resource|RequestId|TraceId)>/g)].map(
      ([, tag]) => tag,
    );
    expect(order).toEqual(['Code', 'Message', 'StringToSign', 'FormatString', 'Resource', 'RequestId', 'TraceId']);
    expect(body).toContain(
      '<FormatString>get\n/a.txt\n\nhost=old-1250000000.cos.ap-guangzhou.myqcloud.com\n</FormatString>',
    );
  });
});

/** Body and headers of section 2.1 and 1.8. */
function expectErrorForm({ headers, body }: RawAnswer): void {
  expect(headers['content-type']).toBe('application/xml');
  expect(headers['server']).toBe('tencent-cos');
  const requestId = /<RequestId>(.*)<\/RequestId>/.exec(body)?.[1] ?? '';
  expect(headers['x-cos-request-id']).toBe(requestId);
  expect(body).toContain(`<TraceId>${headers['x-cos-trace-id']}</TraceId>`);
  const decoded = Buffer.from(requestId, 'base64').toString('latin1');
  expect(decoded).toMatch(/^[0-9a-f]{8}_[0-9a-f]{8}_[0-9a-f]+_[0-9a-f]+$/);
  const seconds = Number.parseInt(decoded.slice(0, 8), 16);
  expect(Math.abs(seconds * 1000 - cloud().clock.nowMs())).toBeLessThan(60_000);
}
