import { createHmac } from 'node:crypto';
import { Client as Cam } from 'tencentcloud-sdk-nodejs/tencentcloud/services/cam/v20190116/cam_client';
import { parseTc3, tc3Signature } from '../../../infra/local-cloud/api3/tc3.js';
import type { LocalCloud } from '../../../infra/local-cloud/cloud.js';
import { cloudServices } from '../../../infra/local-cloud/parts.js';
import { startLocalCloud } from '../../../infra/local-cloud/server.js';
import { clients } from './api3-clients.js';

describe('TC3-HMAC-SHA256', () => {
  it('gives the signature of the known vector', () => {
    const request = {
      method: 'POST',
      path: '/',
      query: '',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from('{"TargetUin":100000000001}'),
    };
    const scope = { date: '2023-11-14', service: 'cam', signedHeaders: ['content-type', 'host'] };
    expect(tc3Signature(request, scope, '1700000000', 'cam.tencentcloudapi.com', 'SKEXAMPLE')).toBe(
      '570fc2b371bd07bb22e79c81cf73ac81537857ef48bf6743d1cd89b899772230',
    );
  });

  it.each(['', 'TC3-HMAC-SHA256', 'TC3-HMAC-SHA256 Credential=a/2023-11-14/cam/tc3_request', 'Bearer x'])(
    'is not read from %j',
    (text) => {
      expect(parseTc3(text)).toBeNull();
    },
  );
});

describe('the API 3.0 port', () => {
  let cloud: LocalCloud;
  beforeAll(async () => {
    cloud = await startLocalCloud({ parts: [cloudServices] });
  });
  afterAll(() => cloud.close());
  const raw = async (headers: Record<string, string>, body: string) => {
    const response = await fetch(cloud.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return {
      status: response.status,
      ...((await response.json()) as { Response: { Error?: { Code: string } } }).Response,
    };
  };
  const call = {
    'x-tc-action': 'ListUsers',
    'x-tc-version': '2019-01-16',
    'x-tc-timestamp': String(Math.floor(Date.now() / 1000)),
  };

  it.each([
    ['no Authorization', call, '{}', 'MissingParameter'],
    ['another Authorization', { ...call, authorization: 'Bearer x' }, '{}', 'AuthFailure.InvalidAuthorization'],
    ['an unknown version', { ...call, 'x-tc-version': '1999-01-01' }, '{}', 'NoSuchVersion'],
    ['a body that is no JSON', call, '{', 'InvalidParameter'],
    ['a body that is a list', call, '[]', 'InvalidParameter'],
  ])('answers HTTP 200 with an error to %s', async (_name, headers, body, code) => {
    await expect(raw(headers, body)).resolves.toMatchObject({
      status: 200,
      Error: { Code: code },
      RequestId: expect.any(String),
    });
  });

  it('takes GET requests of the official SDK', async () => {
    const { cam } = clients(cloud, cloud.root);
    cam.profile!.httpProfile!.reqMethod = 'GET';
    await expect(cam.ListAccessKeys({ TargetUin: 100000000001 })).resolves.toMatchObject({
      AccessKeys: [{ Status: 'Active' }],
    });
  });

  it.each(['127.0.0.1:PORT', 'localhost:PORT', '127.0.0.1:PORT/cam'])('is reached under %s too', async (address) => {
    const cam = new Cam({
      credential: cloud.root,
      region: '',
      profile: { httpProfile: { protocol: 'http://', endpoint: address.replace('PORT', String(cloud.port)) } },
    });
    await expect(cam.ListUsers()).resolves.toMatchObject({ Data: [] });
  });

  it.each(['HmacSHA1', 'HmacSHA256'])(
    'takes signature v1 with %s, as form and as query, under its own address',
    async (method) => {
      const signed = (verb: string, secretKey = cloud.root.secretKey) => {
        const parameters: Record<string, string> = {
          Action: 'DescribeSubAccounts',
          Version: '2019-01-16',
          'FilterSubAccountUin.0': '100000000001',
          SecretId: cloud.root.secretId,
          Nonce: '4711',
          Timestamp: String(Math.floor(Date.now() / 1000)),
          SignatureMethod: method,
        };
        const sorted = Object.keys(parameters)
          .sort()
          .map((name) => `${name}=${parameters[name]}`)
          .join('&');
        const text = `${verb}127.0.0.1:${cloud.port}/?${sorted}`;
        const Signature = createHmac(method.slice(4).toLowerCase(), secretKey).update(text).digest('base64');
        return new URLSearchParams({ ...parameters, Signature });
      };
      const expected = { Response: { SubAccounts: [{ Name: 'root' }] } };
      const form = await fetch(cloud.url, { method: 'POST', body: signed('POST') });
      expect(await form.json()).toMatchObject(expected);
      const query = await fetch(`${cloud.url}/?${signed('GET')}`);
      expect(await query.json()).toMatchObject(expected);
      const wrong = await fetch(cloud.url, { method: 'POST', body: signed('POST', 'wrong') });
      expect(await wrong.json()).toMatchObject({ Response: { Error: { Code: 'AuthFailure.SignatureFailure' } } });
    },
  );

  it('is not troubled by a local clock that was moved, but by a client whose clock is wrong', async () => {
    cloud.clock.advance(86_400_000);
    await expect(clients(cloud, cloud.root).cam.ListUsers()).resolves.toBeDefined();
    cloud.clock.reset();
    const late = jest.spyOn(Date.prototype, 'getTime').mockReturnValue(Date.now() - 600_000);
    try {
      await expect(clients(cloud, cloud.root).cam.ListUsers()).rejects.toMatchObject({
        code: 'AuthFailure.SignatureExpire',
      });
    } finally {
      late.mockRestore();
    }
  });
});
