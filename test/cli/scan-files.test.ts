import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { scanFiles } from '../../cli/scan-files.js';
import { writeScanJson } from '../../lib/aggregate/scan-json.js';
import { logLine } from '../support/log-line.js';

const WORKER = join(__dirname, '../../dist/cli/scan-worker.mjs');
let folder: string;
let paths: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scan-files-'));
  paths = Array.from({ length: 5 }, (_, i) => {
    const lines = Array.from({ length: 50 }, (_unused, n) =>
      logLine({ path: `/f${i}/k${n % 7}`, status: n % 3 === 0 ? 403 : 200, requester: n % 2 === 0 ? '-' : '1:2' }),
    );
    const path = join(folder, `${i}.gz`);
    writeFileSync(path, gzipSync(`${lines.join('\n')}\n`));
    return path;
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bytesOf = (scan: Awaited<ReturnType<typeof scanFiles>>) => [...writeScanJson(scan.aggregate)].join('');

describe('several files', () => {
  test('give the same bytes for any number of threads and any order', async () => {
    const alone = bytesOf(await scanFiles(paths, { jobs: 1 }));
    for (const jobs of [2, 3]) {
      expect(bytesOf(await scanFiles(paths, { jobs, workerFile: WORKER }))).toBe(alone);
      expect(bytesOf(await scanFiles([...paths].reverse(), { jobs, workerFile: WORKER }))).toBe(alone);
    }
  });

  test('one that is not there is told, and the others are read', async () => {
    const missing = join(folder, 'missing');
    for (const jobs of [1, 2]) {
      const scan = await scanFiles([missing, ...paths], { jobs, workerFile: WORKER });
      expect(scan.files[0]).toMatchObject({ path: missing, outcome: null, error: { code: 'ENOENT' } });
      expect(scan.aggregate.inputs.files).toBe(5);
    }
  });

  test('stop when they are told to', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(scanFiles(paths, { jobs: 1, signal: abort.signal })).rejects.toThrow('enough');
    await expect(scanFiles(paths, { jobs: 2, signal: abort.signal, workerFile: WORKER })).rejects.toThrow('enough');
  });
});
