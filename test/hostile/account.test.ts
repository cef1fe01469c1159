import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type LocalCloud, parts, type Scenario, startLocalCloud } from '../../infra/local-cloud/index.js';
import { newVersion, storeVersion } from '../../infra/local-cloud/objects.js';
import type { PolicyDocument } from '../../lib/facts/snapshot.js';
import { runCli } from '../support/run-cli.js';
import { hostileLog, SECRET } from './hostile-log.js';
import { ACTING } from './judge.js';

const NOW = Date.UTC(2026, 10, 23, 2, 0);
const SITE = 'b-1250000000';
const LOGS = 'logs-1250000000';
/** Acts wherever it is shown as it is: terminal, page, sheet, Markdown. */
const EVIL = '\u001b]0;owned\u0007\u202e<img src=x onerror=alert(1)>=cmd|x\u200b](https://evil.example)';

/** Names and texts in the account are other people's too: log keys, policies, CORS rules, silences. */
describe('commands in an account full of hostile content', () => {
  let cloud: LocalCloud;
  let folder: string;

  beforeAll(async () => {
    cloud = await startLocalCloud({ parts, logs: { everyFiveMinutes: false }, scenario: scenario() });
    cloud.clock.set(NOW);
    folder = await mkdtemp(join(tmpdir(), 'cos403-hostile-'));
    const logs = cloud.state.buckets.get(LOGS);
    if (logs === undefined) throw new Error('no bucket');
    const put = (key: string, body: Buffer) => storeVersion(logs, key, newVersion(body, NOW - 3_600_000, {}));
    put(`access/2026/11/23/${EVIL}.gz`, gzipSync(hostileLog()));
    put(`access/2026/11/23/q-signature=${SECRET}.gz`, Buffer.from('no log'));
    put(`access/2026/11/23/damaged${EVIL}.gz`, gzipSync(hostileLog()).subarray(0, 60));
    const config = {
      schema: 'cos403.config/1',
      region: 'ap-guangzhou',
      state: 'state',
      logs: [{ bucket: LOGS, prefix: 'access/', watch: [SITE] }],
      channels: { all: { type: 'file', path: join(folder, 'messages.ndjson') } },
    };
    await writeFile(join(folder, 'config.json'), JSON.stringify(config));
    await writeFile(join(folder, `log${EVIL.replaceAll('/', '')}`), hostileLog());
  });
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });

  const config = ['--config', 'config.json'];
  const period = ['--from', '2026-11-22T00:00:00Z', '--to', '2026-11-24T00:00:00Z'];
  // In order: what a command writes the next ones read.
  const commands: readonly (readonly string[])[] = [
    ['backfill', ...config, ...period, '--estimate'],
    ['backfill', ...config, ...period],
    ['backfill', ...config, ...period, '--format', 'json', '--lang', 'zh'],
    ['ingest', `log${EVIL.replaceAll('/', '')}`, '--state', 'state2'],
    ['silence', 'add', '--state', 'state', '--path', EVIL, '--for', '2h', '--reason', EVIL],
    ['silence', 'list', '--state', 'state'],
    ['alert', '--once', ...config],
    ['incidents', ...config, '--all'],
    ...['table', 'json'].flatMap((format) => [
      ['snapshot', '--bucket', SITE, '--object', `cos://${SITE}/${EVIL}`, '--format', format],
      ['doctor', ...config, '--format', format, '--lang', 'zh'],
    ]),
    ['doctor', ...config],
    ['diagnose', '--live', `cos://${LOGS}/access/`, '--format', 'table'],
    ['report', '--state', 'state', '--date', '2026-11-22', '--format', 'markdown', '--lang', 'zh'],
    ['scan', `log${EVIL.replaceAll('/', '')}`, '--format', 'html', '--lang', 'zh'],
    ['scan', `missing${EVIL}`],
    ['simulate', '--snapshot', `missing${EVIL}`, '--request', EVIL],
  ];

  it.each(commands.map((argv) => [argv.join(' ').replaceAll(EVIL, 'EVIL'), argv] as const))('%s', async (_, argv) => {
    const { stdout, stderr } = await runCli(argv, {
      cwd: folder,
      nowMs: () => NOW,
      env: { COS403_LOCAL_CLOUD: cloud.url },
    });
    expect(stdout.length + stderr.length).toBeGreaterThan(0);
    for (const output of [stdout, stderr]) {
      expect(output).not.toContain(SECRET);
      expect(ACTING.exec(output)?.[0]).toBeUndefined();
    }
  });
});

function scenario(): Scenario {
  const document = {
    version: '2.0',
    statement: [
      {
        sid: EVIL,
        effect: 'deny',
        principal: { qcs: ['qcs::cam::anyone:anyone'] },
        action: [`name/cos:${EVIL}`],
        resource: [`qcs::cos:ap-guangzhou:uid/1250000000:${SITE}/${EVIL}`],
      },
    ],
  } as PolicyDocument;
  return {
    schema: 'cos403.scenario/1' as const,
    account: { ownerUin: '100000000001', appId: '1250000000' },
    buckets: {
      [SITE]: {
        policy: document,
        cors: [{ id: EVIL, allowedOrigins: [`https://${EVIL}`], allowedMethods: ['GET'], allowedHeaders: [EVIL] }],
        referer: { status: 'Enabled', type: 'White-List', domains: [EVIL], emptyReferer: 'Deny' },
        logging: { targetBucket: LOGS, targetPrefix: 'access/' },
        objects: { [EVIL]: { body: 'x' } },
      },
      [LOGS]: {},
    },
    cam: {
      complete: true,
      users: { '100000000002': { name: EVIL, type: 'sub', accessKeys: [], policies: [{ name: EVIL, document }] } },
    },
  } as unknown as Scenario;
}
