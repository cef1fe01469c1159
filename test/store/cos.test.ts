import type { LocalCloud } from '../../infra/local-cloud/cloud.js';
import { startLocalCloud } from '../../infra/local-cloud/server.js';
import { openCloud } from '../../lib/cloud/open.js';
import { openStore } from '../../lib/store/open.js';
import type { Store } from '../../lib/store/store.js';
import { cosError, type ScriptedServer, scriptedServer } from '../support/scripted-server.js';
import { storeContract } from './contract.js';

const BUCKET = 'state-1250000000';
/** Over one page, and with what XML cannot hold. */
const MANY = [...Array.from({ length: 1_050 }, (_, i) => `k/${String(i).padStart(5, '0')}`), 'k/a b+c%41&<ü\u0001'];

describe('over a local COS', () => {
  let local: LocalCloud;
  let number = 0;
  beforeAll(async () => {
    const objects = Object.fromEntries(MANY.map((key) => [`many/${key}`, { body: '' }]));
    local = await startLocalCloud({
      scenario: { schema: 'cos403.scenario/1', buckets: { [BUCKET]: { region: 'ap-guangzhou', objects } } },
    });
  });
  afterAll(() => local.close());

  storeContract(async () => {
    const { cos } = await openCloud({ env: { COS403_LOCAL_CLOUD: local.url } });
    return openStore(`cos://${BUCKET}/test ${number++}`, { cwd: '/', cos: async () => cos });
  });

  test('more than a page of keys, and keys that XML cannot hold', async () => {
    const { cos } = await openCloud({ env: { COS403_LOCAL_CLOUD: local.url } });
    const store = await openStore(`cos://${BUCKET}/many`, { cwd: '/', cos: async () => cos });
    const listed: string[] = [];
    for await (const { key } of store.list('k/')) listed.push(key);
    expect(listed).toEqual(MANY);
    const later: string[] = [];
    for await (const { key } of store.list('k/', { startAfter: MANY[1_000]! })) later.push(key);
    expect(later).toEqual(MANY.slice(1_001));
  });
});

describe('over a COS that misbehaves', () => {
  let server: ScriptedServer;
  let store: Store;
  beforeEach(async () => {
    server = await scriptedServer();
    const { cos } = await openCloud({
      env: { COS403_LOCAL_CLOUD: server.url },
      credentials: { secretId: 'AKID', secretKey: 'KEY' },
      region: 'ap-guangzhou',
      patience: { nowMs: Date.now, random: () => 0, sleep: async () => {} },
    });
    store = await openStore(`cos://${BUCKET}/s`, { cwd: '/', cos: async () => cos });
  });
  afterEach(() => server.close());

  test('a create whose answer was lost is still ours', async () => {
    let stored: Buffer | null = null;
    server.script = (request, response) => {
      if (request.method === 'PUT' && stored) cosError(response, 409, 'FileAlreadyExists', 'exists');
      else if (request.method === 'PUT') {
        stored = request.body;
        response.destroy();
      } else if (!stored) response.writeHead(404).end();
      else response.end(stored);
    };
    expect(await store.putIfAbsent('lease', 'holder 1')).toBe('created');
  });

  test('a create that lost against another one is not', async () => {
    server.script = (request, response) => {
      if (request.method === 'PUT') cosError(response, 409, 'FileAlreadyExists', 'exists');
      else if (request.method === 'HEAD') response.writeHead(404).end();
      else response.end('holder 2');
    };
    expect(await store.putIfAbsent('lease', 'holder 1')).toBe('exists');
  });

  test('a missing bucket is an error and not an empty state', async () => {
    server.script = (_, response) => cosError(response, 404, 'NoSuchBucket', 'no');
    await expect(store.get('a')).rejects.toMatchObject({ code: 'NoSuchBucket' });
  });

  test('a listing that never moves on ends', async () => {
    server.script = (_, response) =>
      void response.end(
        '<ListBucketResult><IsTruncated>true</IsTruncated><NextMarker></NextMarker></ListBucketResult>',
      );
    for await (const entry of store.list('')) throw new Error(entry.key);
  });
});
