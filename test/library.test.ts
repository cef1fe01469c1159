import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diagnose, type Snapshot, scan, simulate } from '../lib/index.js';

const FOLDER = 'examples/logs/2026/11/22';

describe('cos403 as a library', () => {
  it('scans streams, names causes and asks the access model', async () => {
    const files = (await readdir(FOLDER)).map((name) => createReadStream(join(FOLDER, name)));
    const result = await scan(files);
    expect(result.totals).toMatchObject({ requests: 2253, denials: 392 });

    const snapshot = JSON.parse(await readFile('examples/snapshot.json', 'utf8')) as Snapshot;
    const report = await diagnose(result, snapshot, { lang: 'zh' });
    expect(report.diagnoses.reduce((sum, one) => sum + one.count, 0)).toBe(392);
    expect(report.diagnoses[0]).toMatchObject({ cause: { id: 'key-disabled', confidence: 'certain' } });
    expect(report.diagnoses[0]?.cause.title).toMatch(/密钥/);

    expect(
      simulate(
        { requester: 'anonymous', action: 'name/cos:GetObject', bucket: 'backup-1250000000', key: 'reports/q1.pdf' },
        snapshot,
      ).decision,
    ).toBe('deny');
  });
});
