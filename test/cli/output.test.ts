import { lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { Io } from '../../cli/io.js';
import { writeOutput } from '../../cli/output.js';

describe('writeOutput', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cos403-output-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const ioWith = (signal: AbortSignal): Io => ({
    stdin: Readable.from([]),
    stdout: new Writable({ write: (_chunk, _encoding, done) => done() }),
    stderr: new Writable({ write: (_chunk, _encoding, done) => done() }),
    env: {},
    cwd: folder,
    nowMs: () => 0,
    signal,
    exit: () => {},
  });

  it('writes the whole file', async () => {
    await writeOutput(ioWith(new AbortController().signal), 'a.json', ['{"a":', '1}\n']);
    expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe('{"a":1}\n');
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it('leaves nothing behind when it is interrupted half way', async () => {
    const abort = new AbortController();
    const chunks = (function* () {
      yield 'first half';
      abort.abort();
      yield 'second half';
    })();
    await expect(writeOutput(ioWith(abort.signal), 'a.json', chunks)).rejects.toThrow('a.json was not written');
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps the old file when producing the new one fails', async () => {
    const io = ioWith(new AbortController().signal);
    await writeOutput(io, 'a.json', ['old']);
    const chunks = (function* () {
      yield 'new';
      throw new Error('the source broke');
    })();
    await expect(writeOutput(io, 'a.json', chunks)).rejects.toThrow('the source broke');
    expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe('old');
  });

  it('says what to do when the folder does not exist', async () => {
    const io = ioWith(new AbortController().signal);
    await expect(writeOutput(io, 'none/a.json', ['x'])).rejects.toThrow(
      /cannot write none\/a.json.*choose another --out/,
    );
  });

  it('follows a link and keeps the mode of the file that is there', async () => {
    const io = ioWith(new AbortController().signal);
    await writeFile(join(folder, 'a.json'), 'old', { mode: 0o600 });
    await symlink('a.json', join(folder, 'link.json'));
    await writeOutput(io, 'link.json', ['new']);
    expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe('new');
    expect((await lstat(join(folder, 'link.json'))).isSymbolicLink()).toBe(true);
    expect((await stat(join(folder, 'a.json'))).mode & 0o777).toBe(0o600);
  });

  it('never takes the place of a device', async () => {
    await symlink('/dev/null', join(folder, 'sink'));
    await writeOutput(ioWith(new AbortController().signal), 'sink', ['x']);
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
    expect((await lstat(join(folder, 'sink'))).isSymbolicLink()).toBe(true);
  });
});
