import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logLine } from '../support/log-line.js';
import { runCli } from '../support/run-cli.js';

describe('the files of a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cos403-inputs-'));
    await mkdir(join(folder, 'logs/sub'), { recursive: true });
    await writeFile(join(folder, 'logs/sub/a.log'), `${logLine()}\n`);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Lines read, problems and exit code. */
  async function read(...inputs: string[]) {
    const { stdout, stderr, code } = await runCli(['scan', ...inputs, '--format', 'json'], { cwd: folder });
    return { lines: (JSON.parse(stdout) as { inputs: { lines: number } }).inputs.lines, stderr, code };
  }
  const FINE = { stderr: '', code: 0 };

  it('are read once when the folder and a file in it are named, in either order', async () => {
    expect(await read('logs/sub/a.log', 'logs')).toEqual({ ...FINE, lines: 1 });
    expect(await read('logs', 'logs/sub/a.log', 'logs/sub')).toEqual({ ...FINE, lines: 1 });
  });

  it('are followed through links, also when a link leads back', async () => {
    await mkdir(join(folder, 'elsewhere'));
    await writeFile(join(folder, 'elsewhere/b.log'), `${logLine({ path: '/b' })}\n`);
    await symlink('../elsewhere', join(folder, 'logs/link'));
    await symlink('..', join(folder, 'logs/sub/loop'));
    expect(await read('logs')).toEqual({ ...FINE, lines: 2 });
  });

  it('do not include pipes, which nobody may write to', async () => {
    execFileSync('mkfifo', [join(folder, 'logs/pipe')]);
    expect(await read('logs')).toEqual({ ...FINE, lines: 1 });
  });

  it('are read although a link among them leads nowhere, which is told', async () => {
    await symlink('gone', join(folder, 'logs/broken'));
    expect(await read('logs')).toEqual({
      code: 1,
      lines: 1,
      stderr: 'cos403: cannot open logs/broken: there is no such file or folder\n',
    });
  });
});
