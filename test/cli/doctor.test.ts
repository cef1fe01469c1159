import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalCloud } from '../../infra/local-cloud/index.js';
import { connect, runDeploy, startAccount, WATCHED } from '../infra/serverless-plugin/deployment.js';
import { runCli } from '../support/run-cli.js';

const STATE = 'cos403-1250000000';
const CONFIG = {
  schema: 'cos403.config/1',
  region: 'ap-guangzhou',
  state: `cos://${STATE}/cos403/`,
  logs: [{ bucket: 'logs-1250000000', prefix: 'access/', watch: [WATCHED] }],
};

let cloud: LocalCloud;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cos403-doctor-'));
  cloud = await startAccount();
  await runDeploy(await connect(cloud), { config: Buffer.from(JSON.stringify(CONFIG)) });
});
afterAll(async () => {
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
});

const doctor = (...argv: string[]) =>
  runCli(['doctor', '--stage', 'test', ...argv], { cwd: folder, env: { COS403_LOCAL_CLOUD: cloud.url } });
const statuses = (stdout: string) =>
  Object.fromEntries(
    (JSON.parse(stdout) as { checks: { id: string; status: string }[] }).checks.map(({ id, status }) => [id, status]),
  );

describe('cos403 doctor', () => {
  it('looks at the configuration that the deployed functions read, when none is named', async () => {
    const { stdout, stderr, code } = await doctor('--json');
    expect(statuses(stdout)).toMatchObject({ 'role:ingest': 'pass', 'role:report': 'pass', channels: 'fail' });
    const failed = 'logs:logs-1250000000, last-ingest, last-alert, channels';
    expect({ stderr, code }).toEqual({ stderr: `cos403: failed: ${failed}\n`, code: 1 });
  });

  it('takes a wrong configuration for a finding and examines the rest', async () => {
    const { stdout, code } = await doctor('--json', '--config', '{"schema":"cos403.config/1","lang":"fr"}');
    expect(code).toBe(1);
    expect(statuses(stdout)).toMatchObject({ configuration: 'fail', 'function:cos403-test-ingest': 'pass' });
  });

  it('with --quiet shows what needs a hand, and with --out writes it to a file', async () => {
    const { stdout } = await doctor('--quiet', '--lang', 'zh', '--out', 'd.txt');
    expect(stdout).toBe('');
    const lines = (await readFile(join(folder, 'd.txt'), 'utf8')).split('\n').filter((line) => line !== '');
    expect(lines.filter((line) => /^[✓·]/u.test(line))).toEqual([]);
    expect(lines.at(-1)).toMatch(/^通过 \d+，失败 4，未知 0$/);
  });
});
