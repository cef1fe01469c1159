import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Calibration } from '../../lib/calibrate/run.js';
import { runCli } from '../support/run-cli.js';
import { type ScriptedServer, scriptedServer } from '../support/scripted-server.js';
import { SECRET } from './hostile-log.js';
import { ACTING } from './judge.js';

const BUCKET = 'scratch-1250000000';
/** As XML text: what acts on a terminal, hides, turns the direction, and a signature that an answer repeats. */
const EVIL = `&#27;]0;owned&#7;&#155;31m\u202e\u2066\u200b\u{e0041}&#x9d;&lt;script&gt; q-signature=${SECRET} x-cos-security-token: ${SECRET}`;
const SETTING_MISSING = '<Error><Code>NoSuchBucketPolicy</Code><Message>none</Message></Error>';

/** The record of a calibration is made to be passed on: what a server answered must not act on whoever reads it. */
describe('calibrate, with a server that answers as hostile as it can', () => {
  let server: ScriptedServer;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cos403-hostile-'));
    server = await scriptedServer(({ method, path, host }, response) => {
      const url = new URL(path, 'http://x');
      const prefix = url.searchParams.get('prefix');
      // The bucket looks empty and plain until the experiments begin; what they made is said to have a name of its own.
      if (method === 'GET' && prefix !== null)
        return void response.end(
          `<ListBucketResult>${prefix === '' ? '' : `<Contents><Key>${prefix}${EVIL}</Key></Contents>`}</ListBucketResult>`,
        );
      if (method === 'GET' && /^\/\?(policy|referer)/.test(path))
        return void response.writeHead(404).end(SETTING_MISSING);
      if (method === 'GET' && path.startsWith('/?versioning')) return void response.end('<VersioningConfiguration/>');
      if (method === 'HEAD') return void response.writeHead(200, { 'x-cos-bucket-region': 'ap-guangzhou' }).end();
      if (host.startsWith('service.')) return void response.end('<ListAllMyBucketsResult/>');
      if (method === 'GET' && path.startsWith('/?')) return void response.end(`<Answer>${EVIL}</Answer>`);
      const headers = { 'x-cos-storage-class': '\u009b31m\u009d', 'x-cos-restore': `q-signature=${SECRET}` };
      response.writeHead(403, headers).end(`<Error><Code>${EVIL}</Code><Message>${EVIL}</Message></Error>`);
    });
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    ['table', 'en'],
    ['table', 'zh'],
    ['json', 'en'],
  ])('%s in %s: nothing leaks, nothing acts', async (format, lang) => {
    const { stdout, stderr } = await runCli(
      [
        'calibrate',
        '--bucket',
        BUCKET,
        '--region',
        'ap-guangzhou',
        '--yes',
        '--out',
        'c.json',
        '--format',
        format,
        '--lang',
        lang,
      ],
      {
        cwd: folder,
        env: {
          COS403_LOCAL_CLOUD: server.url,
          TENCENTCLOUD_SECRET_ID: `AKID${'x'.repeat(32)}`,
          TENCENTCLOUD_SECRET_KEY: 'y'.repeat(32),
        },
      },
    );
    const file = await readFile(join(folder, 'c.json'), 'utf8');
    const { experiments, leftBehind } = JSON.parse(file) as Calibration;
    const seen = experiments.flatMap(({ observations }) => observations);
    expect(leftBehind).toEqual([expect.stringMatching(/^cos403-calibration-.*owned.*=\*\*\*/s)]);
    expect(seen.filter(({ message }) => message?.includes('owned')).length).toBeGreaterThan(10);
    for (const output of [stdout, stderr, file]) {
      expect(output).not.toContain(SECRET);
      expect(ACTING.exec(output)?.[0]).toBeUndefined();
    }
  });
});
