import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalCloud, parts, startLocalCloud } from '../../infra/local-cloud/index.js';
import type { ScanResult } from '../../lib/aggregate/model.js';
import { logLine } from '../support/log-line.js';
import { runCli } from '../support/run-cli.js';

const OWNER = '100000000001';
const TOOL = { uin: '100000000007', id: `AKIDtool${'t'.repeat(28)}`, secret: 'tool-secret-0123456789' };
const LOG = [
  logLine({ requester: `${OWNER}:${TOOL.uin}`, event: 'GETBucketPolicy', path: '/' }),
  logLine({ requester: `${OWNER}:${TOOL.uin}`, event: 'HEADBucket', path: '/', status: 200, code: '-', message: '-' }),
  logLine({ requester: `${OWNER}:100000000002` }),
  logLine({ requester: `${OWNER}:${OWNER}` }),
].join('\n');

let cloud: LocalCloud;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cos403-own-'));
  await writeFile(join(folder, 'a.log'), LOG);
  cloud = await startLocalCloud({
    parts,
    logs: { everyFiveMinutes: false },
    scenario: {
      schema: 'cos403.scenario/1',
      account: { ownerUin: OWNER, appId: '1250000000' },
      buckets: { 'logs-1250000000': { region: 'ap-guangzhou', objects: { 'access/a.log': { body: LOG } } } },
      cam: {
        users: {
          [TOOL.uin]: {
            name: 'cos403',
            type: 'sub',
            accessKeys: [{ id: TOOL.id, secretKey: TOOL.secret, status: 'Active' }],
            policies: [
              {
                name: 'all',
                document: { version: '2.0', statement: [{ effect: 'allow', action: '*', resource: '*' }] },
              },
            ],
          },
        },
      },
    },
  });
});
afterAll(async () => {
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (argv: readonly string[], as: 'tool' | 'root') =>
  runCli(argv, {
    cwd: folder,
    env: {
      COS403_LOCAL_CLOUD: cloud.url,
      ...(as === 'tool' ? { TENCENTCLOUD_SECRET_ID: TOOL.id, TENCENTCLOUD_SECRET_KEY: TOOL.secret } : {}),
    },
  });
const scan = async (as: 'tool' | 'root', ...argv: string[]) => {
  const { stdout, stderr, code } = await run(['scan', ...argv, '--format', 'json'], as);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { totals, groups, inputs } = JSON.parse(stdout) as ScanResult;
  return { totals, lines: inputs.lines, requesters: groups.map(({ requester }) => requester).sort() };
};
const LOGS = 'cos://logs-1250000000/access/';

describe('the requests of the command itself', () => {
  it('are left out of a log that it reads from COS, and counted as excluded', async () => {
    expect(await scan('tool', LOGS)).toEqual({
      lines: 4,
      totals: { requests: 4, denials: 2, excluded: 2, lookAlikes: { '402': 0, '451': 0 } },
      requesters: [`${OWNER}:${OWNER}`, `${OWNER}:100000000002`],
    });
  });

  it('are left out of a diagnosis that reads the account, with a note of how to see them', async () => {
    const { stdout, code } = await run(['diagnose', 'a.log', '--live'], 'tool');
    expect(code).toBe(0);
    expect(stdout).toContain('2 requests of the identity that cos403 runs as are left out');
    expect(stdout).not.toContain(`${OWNER}:${TOOL.uin}`);
  });

  it('are shown to whoever asks for them by name', async () => {
    const { totals, requesters } = await scan('tool', LOGS, '--requester', `${OWNER}:${TOOL.uin}`);
    expect({ excluded: totals.excluded, requesters }).toEqual({ excluded: 0, requesters: [`${OWNER}:${TOOL.uin}`] });
  });

  it('cannot be told from those of an owner who uses the root key, who sees everything', async () => {
    expect((await scan('root', LOGS)).totals).toMatchObject({ denials: 3, excluded: 0 });
  });

  it('are not asked about where only local files are read', async () => {
    expect((await scan('tool', 'a.log')).totals).toMatchObject({ denials: 3, excluded: 0 });
  });
});
