import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScanResult } from '../../lib/aggregate/model.js';
import { logLine } from '../support/log-line.js';
import { runCli } from '../support/run-cli.js';

const KEY = `AKID${'x'.repeat(28)}abcd`;
const CONFIG = JSON.stringify({ schema: 'cos403.config/1', lang: 'zh', privacy: { maskAddresses: true } });

describe('the configuration that --config names', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cos403-settings-'));
    await writeFile(join(folder, 'a.log'), `${logLine({ key: KEY, ip: '203.0.113.7' })}\n`);
    await writeFile(join(folder, 'config.json'), CONFIG);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const run = (...argv: string[]) => runCli(argv, { cwd: folder });
  const accessKeys = (stdout: string) => (JSON.parse(stdout) as ScanResult).groups[0]!.accessKeys[0]!.value;

  it('sets the language of a scan, unless the command line does', async () => {
    expect((await run('scan', 'a.log', '--config', 'config.json')).stdout).toContain('存储桶');
    expect((await run('scan', 'a.log', '--config', 'config.json', '--lang', 'en')).stdout).toContain('bucket');
  });

  it('hides what its privacy settings hide, unless the command line says otherwise', async () => {
    const hidden = await run('scan', 'a.log', '--config', CONFIG, '--format', 'json');
    expect(accessKeys(hidden.stdout)).toBe('AKIDxxxx****abcd');
    expect(hidden.stdout).not.toContain('203.0.113.7');
    const shown = await run('scan', 'a.log', '--config', CONFIG, '--format', 'json', '--no-mask');
    expect(accessKeys(shown.stdout)).toBe(KEY);
    expect(accessKeys((await run('scan', 'a.log', '--format', 'json')).stdout)).toBe(KEY);
  });

  it('is named when it is wrong', async () => {
    const { stderr, code } = await run('scan', 'a.log', '--config', '{"schema":"cos403.config/1","lang":"fr"}');
    expect(code).toBe(1);
    expect(stderr).toContain('lang');
  });
});
