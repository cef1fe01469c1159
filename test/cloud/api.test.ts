import { CloudError } from '../../lib/cloud/error.js';
import type { Cloud } from '../../lib/cloud/open.js';
import { openCloud } from '../../lib/cloud/open.js';
import { type ScriptedServer, scriptedServer } from '../support/scripted-server.js';

let server: ScriptedServer;
let cloud: Cloud;
let slept: number[] = [];
beforeEach(async () => {
  slept = [];
  server = await scriptedServer();
  cloud = await openCloud({
    env: { COS403_LOCAL_CLOUD: server.url },
    credentials: { secretId: 'AKIDEXAMPLE', secretKey: 'SECRETKEY0000', token: 'TOKENTOKEN' },
    region: 'ap-shanghai',
    patience: { nowMs: Date.now, random: () => 0.5, sleep: async (ms) => void slept.push(ms) },
  });
});
afterEach(() => server.close());

const answer = (response: object) => JSON.stringify({ Response: { RequestId: 'r-1', ...response } });
const refusal = (Code: string) => answer({ Error: { Code, Message: `${Code} happened` } });
async function failure(run: Promise<unknown>): Promise<CloudError> {
  const outcome = await run.then(
    () => null,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(CloudError);
  return outcome as CloudError;
}

test('a call keeps the real host, signs for its service and needs no region when the service is global', async () => {
  server.script = (_, response) => void response.end(answer({ AccessKeys: [] }));
  expect(await cloud.api('cam', 'ListAccessKeys', { TargetUin: 100_000_000_002 })).toEqual({
    AccessKeys: [],
    RequestId: 'r-1',
  });
  const [seen] = server.requests;
  expect(seen?.host).toMatch(/^cam\.tencentcloudapi\.com:\d+$/);
  expect(seen?.headers).toMatchObject({
    'x-tc-action': 'ListAccessKeys',
    'x-tc-version': '2019-01-16',
    'x-tc-token': 'TOKENTOKEN',
  });
  expect(seen?.headers['authorization']).toContain('/cam/tc3_request');
  expect(seen?.headers['x-tc-region'] ?? '').toBe('');
  expect(JSON.parse(seen?.body.toString() ?? '')).toEqual({ TargetUin: 100_000_000_002 });
});

test('a regional call names its region', async () => {
  server.script = (_, response) => void response.end(answer({}));
  await cloud.api('ses', 'SendEmail', {}, { region: 'ap-hongkong' });
  await cloud.api('scf', 'ListFunctions');
  expect(server.requests.map((seen) => seen.headers['x-tc-region'])).toEqual(['ap-hongkong', 'ap-shanghai']);
});

test('an error inside HTTP 200 is an error, asked once', async () => {
  server.script = (_, response) => void response.end(refusal('UnauthorizedOperation'));
  expect(await failure(cloud.api('cam', 'GetPolicy', { PolicyId: 1 }))).toMatchObject({
    code: 'UnauthorizedOperation',
    details: { action: 'cam:GetPolicy', retryable: false, requestId: 'r-1' },
  });
  expect(server.requests).toHaveLength(1);
});

test.each(['RequestLimitExceeded', 'RequestLimitExceeded.UinLimitExceeded', 'InternalError', 'InternalError.DbError'])(
  '%s is asked again with growing pauses',
  async (code) => {
    server.script = (_, response) =>
      void response.end(server.requests.length < 4 ? refusal(code) : answer({ done: true }));
    expect(await cloud.api('cam', 'GetPolicy')).toMatchObject({ done: true });
    expect(slept).toEqual([110, 220, 440]);
  },
);

test('and given up after three more tries', async () => {
  server.script = (_, response) => void response.end(refusal('RequestLimitExceeded'));
  expect((await failure(cloud.api('cam', 'GetPolicy'))).code).toBe('RequestLimitExceeded');
  expect(server.requests).toHaveLength(4);
});

test.each([
  ['a 500', (response: import('node:http').ServerResponse) => void response.writeHead(500).end('x'), '500'],
  ['a cut connection', (response: import('node:http').ServerResponse) => void response.destroy(), 'network'],
  [
    'a page instead of JSON',
    (response: import('node:http').ServerResponse) => void response.end('<html>'),
    'bad-answer',
  ],
])('%s is one kind of error like all others', async (_, script, code) => {
  server.script = (_request, response) => script(response);
  expect(await failure(cloud.api('sts', 'GetCallerIdentity'))).toMatchObject({ code, details: { retryable: true } });
});

test('silence is a timeout', async () => {
  server.script = () => {};
  const error = await failure(cloud.api('sts', 'GetCallerIdentity', {}, { timeoutMs: 100 }));
  expect(error.code).toBe('timeout');
});

test('an abort stops it, also between tries', async () => {
  const abort = new AbortController();
  server.script = () => abort.abort();
  expect((await failure(cloud.api('cam', 'GetRole', {}, { signal: abort.signal }))).code).toBe('aborted');
  expect(server.requests).toHaveLength(1);
});

test('no message holds a secret', async () => {
  server.script = (request, response) =>
    void response.end(
      answer({
        Error: {
          Code: 'AuthFailure.SignatureFailure',
          Message: `SECRETKEY0000 ${request.headers['authorization']} Token=TOKENTOKEN`,
        },
      }),
    );
  const { message } = await failure(cloud.api('cam', 'GetRole'));
  expect(message).not.toMatch(/SECRETKEY0000|TOKENTOKEN|Signature=[0-9a-f]{8}/);
});
