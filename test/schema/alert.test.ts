import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import { sampleNotification } from '../../lib/notify/sample.js';
import { webhookBody } from '../../lib/notify/webhook.js';
import { folderStore } from '../../lib/store/folder.js';
import { logFile } from '../alert/support/log-file.js';
import { play, type Timeline } from '../alert/support/timeline.js';
import { runCli } from '../support/run-cli.js';

const compiled = new Map<string, ValidateFunction>();
async function errorsOf(name: string, value: unknown): Promise<unknown> {
  let validate = compiled.get(name);
  if (validate === undefined) {
    const schema = JSON.parse(await readFile(`docs/schema/${name}.json`, 'utf8'));
    compiled.set(name, (validate = new Ajv2020({ strict: false }).compile(schema)));
  }
  return validate(value) ? null : validate.errors;
}

const parsed = (key: string, body: Buffer) =>
  JSON.parse((key.endsWith('.gz') && body[0] === 0x1f ? gunzipSync(body) : body).toString());

test('messages, runs and state of timelines', async () => {
  const seen = new Map<string, number>();
  for (const file of ['lifecycle', 'channels', 'quiet']) {
    const timelines = JSON.parse(await readFile(`test/cases/alert/${file}.json`, 'utf8')) as Timeline[];
    for (const timeline of timelines.slice(0, 5)) {
      const { heard, summaries, store } = await play(timeline);
      const objects = [...store.objects].map(([key, { body }]) => parsed(key, body));
      const bodies = heard.flatMap(({ notification }) =>
        (['en', 'zh'] as const).map((lang) => JSON.parse(webhookBody(notification, lang))),
      );
      for (const value of [...objects, ...summaries, ...bodies]) {
        const name = /^cos403\.([a-z-]+)\/1$/.exec(value.schema)?.[1] ?? '';
        if (['partial', 'sent', 'channels'].includes(name)) continue;
        expect([timeline.name, name, await errorsOf(name, value)]).toEqual([timeline.name, name, null]);
        seen.set(name, (seen.get(name) ?? 0) + 1);
      }
    }
  }
  expect([...seen.keys()].sort()).toEqual(['alert-run', 'alert-state', 'notification', 'silence']);
});

test('a sample, a message that waits, and what commands print', async () => {
  expect(await errorsOf('notification', JSON.parse(webhookBody(sampleNotification(0), 'zh')))).toBeNull();
  const folder = await mkdtemp(join(tmpdir(), 'cos403-schema-'));
  try {
    const now = Date.parse('2026-11-23T02:10:00Z');
    const file = logFile('a', now, now, [{ count: 20, from: -5, to: 0, denied: 'signature-mismatch' }]);
    await folderStore(folder).put(file.key, file.body);
    const channels = { dead: { type: 'slack', url: 'http://127.0.0.1:1/x' } };
    const cli = async (config: object, ...argv: string[]) => {
      const env = { COS403_CONFIG: JSON.stringify({ schema: 'cos403.config/1', ...config }) };
      const { stdout } = await runCli([...argv, '--state', folder, '--format', 'json'], { env, nowMs: () => now });
      return JSON.parse(stdout);
    };
    expect(await errorsOf('alert-run', await cli({ channels }, 'alert', '--once'))).toBeNull();
    for await (const { key } of folderStore(folder).list('outbox/pending/')) {
      expect(await errorsOf('outbox', parsed(key, (await folderStore(folder).get(key))?.body as Buffer))).toBeNull();
    }
    expect(await errorsOf('incidents', await cli({}, 'incidents'))).toBeNull();
    expect(
      await errorsOf('silence', await cli({}, 'silence', 'add', '--bucket', 'photos-*', '--for', '4h')),
    ).toBeNull();
    await rm(join(folder, 'incidents'), { recursive: true });
    const printed = await cli({}, 'alert', '--once');
    expect(printed.printed).toHaveLength(1);
    expect(await errorsOf('alert-run', printed)).toBeNull();
    expect(await errorsOf('alert-run', { ...printed, printed: [{ ...printed.printed[0], data: 5 }] })).not.toBeNull();
  } finally {
    await rm(folder, { recursive: true });
  }
});
