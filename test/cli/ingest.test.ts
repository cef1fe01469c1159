import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logLine } from '../support/log-line.js';
import { runCli } from '../support/run-cli.js';

describe('cos403 ingest', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cos403-ingest-'));
    await writeFile(join(folder, 'a.log'), `${logLine()}\n`);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const ingest = (...argv: string[]) => runCli(['ingest', ...argv], { cwd: folder });

  it('takes state and language from the configuration, and changes nothing the second time', async () => {
    await writeFile(join(folder, 'c.json'), '{"schema":"cos403.config/1","lang":"zh","state":"state"}');
    expect((await ingest('a.log', '--config', 'c.json')).stdout).toContain('已写入 1 个文件');
    const second = await ingest('a.log', '--state', 'state', '--format', 'json');
    expect(JSON.parse(second.stdout)).toMatchObject({ ingested: 0, held: 1, failed: 0 });
  });

  it('writes its result to a file', async () => {
    const { stdout, code } = await ingest('a.log', '--state', 'state', '--format', 'json', '--out', 'result.json');
    expect([stdout, code]).toEqual(['', 0]);
    expect(JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'))).toMatchObject({ ingested: 1, denials: 1 });
  });

  it('reads the others when one file is missing, and fails', async () => {
    const { code, stdout, stderr } = await ingest('gone.log', 'a.log', '--state', 'state', '--format', 'json');
    expect(code).toBe(1);
    expect(stderr).toContain('gone.log');
    expect(JSON.parse(stdout)).toMatchObject({ ingested: 1, failed: 1 });
  });

  it('asks for a state', async () => {
    const { code, stderr } = await ingest('a.log');
    expect(code).toBe(2);
    expect(stderr).toContain('--state');
  });
});
