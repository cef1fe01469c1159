import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { openCloud } from '../../lib/cloud/open.js';
import type { Config } from '../../lib/config/types.js';
import { createChannel } from '../../lib/notify/channels.js';
import { sampleNotification } from '../../lib/notify/sample.js';
import { CAUSES, configOf, deliver, fiveClients, startWorld, type World } from '../e2e/support/alert-world.js';

const run = promisify(execFile);
/** As SCF's timer sends it (583/9708). */
const TIMER = { Type: 'Timer', TriggerName: 'every-five-minutes', Time: '2026-11-23T02:05:00Z', Message: '' };
const CONTEXT = { request_id: 'r-1', time_limit_in_ms: 60_000, memory_limit_in_mb: 256, function_name: 'alert' };
const TEMPLATE = { Text: Buffer.from('{{title}}\n{{action}}\n\n{{body}}\n{{link}}').toString('base64') };

jest.setTimeout(120_000);

let world: World;
let folder: string;
let channels: Record<string, object>;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), 'cos403-alert-bundle-'));
  const { api } = await openCloud({ env: world.env });
  const created = await api(
    'ses',
    'CreateEmailTemplate',
    { TemplateName: 'cos403', TemplateContent: TEMPLATE },
    { region: 'ap-guangzhou' },
  );
  const { TemplateID } = created as { TemplateID: number };
  channels = {
    mail: { type: 'ses', from: 'cos403 <alerts@mail.example.com>', to: 'ops@example.com', templateId: TemplateID },
    hook: { type: 'webhook', url: `${world.sink}/webhook/x` },
  };
});
afterAll(async () => {
  await world.cloud.close();
  await rm(folder, { recursive: true, force: true });
});

const received = (channel: string) =>
  world.cloud.state.messages.filter((message) => message.channel === channel).map(({ body }) => JSON.parse(body));

test('the bundled function answers a timer event: messages go out, mail by the template API', async () => {
  await build({
    entryPoints: ['functions/alert.ts'],
    outfile: join(folder, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    logLevel: 'error',
  });
  const invoke = join(folder, 'invoke.js');
  await writeFile(
    invoke,
    `require('./index.js').main_handler(${JSON.stringify(TIMER)}, ${JSON.stringify(CONTEXT)}).then(
      (summary) => console.log('SUMMARY ' + JSON.stringify(summary)),
      (error) => { console.error(error); process.exit(1); });`,
  );
  const config = configOf(channels);
  const invoked = async () => {
    const env = { PATH: process.env['PATH'] ?? '', ...world.env, COS403_CONFIG: JSON.stringify(inline(config)) };
    const { stdout } = await run(process.execPath, [invoke], { env, cwd: folder });
    const lines = stdout.trim().split('\n');
    const summary = lines.find((line) => line.startsWith('SUMMARY ')) ?? '';
    return { summary: JSON.parse(summary.slice(8)), logged: lines.filter((line) => line !== summary) };
  };
  await fiveClients(world.cloud, 12);
  await deliver(world, config);

  const { summary, logged } = await invoked();
  expect(summary).toMatchObject({
    schema: 'cos403.alert-run/1',
    status: 'done',
    partials: { read: 1, complete: true },
    events: { opened: 5 },
    messages: { waiting: 0, failed: [] },
    refused: [],
  });
  for (const line of logged) expect(JSON.parse(line)).toMatchObject({ function: 'alert', requestId: 'r-1' });
  expect(
    received('webhook')
      .map(({ data }) => data.diagnosis.cause)
      .sort(),
  ).toEqual(CAUSES);
  const [mail, ...more] = received('ses');
  expect(more).toEqual([]);
  expect(mail).toMatchObject({ to: ['ops@example.com'], subject: 'COS 403: 5 messages (5 opened)' });
  expect(mail.text).toContain('The access key is disabled');
  expect(mail.text).not.toContain('{{');

  expect((await invoked()).summary).toMatchObject({ status: 'done', partials: { read: 0 }, messages: { sent: 0 } });
  expect(received('ses')).toHaveLength(1);
});

test('a template that is not approved, or not there, is final and says so', async () => {
  const { api } = await openCloud({ env: world.env });
  const send = (templateId: number) => {
    const { mail } = configOf({ mail: { ...channels['mail'], templateId } }).channels;
    const ports = { nowMs: Date.now, stdout: process.stdout, lang: 'zh' as const, callApi: api };
    return createChannel('mail', mail!, ports).send(sampleNotification(0), new AbortController().signal);
  };
  expect(await send(99)).toMatchObject({ status: 'failed', reason: expect.stringContaining('InvalidTemplateID') });
  const [id] = [...world.cloud.state.mailTemplates.keys()];
  world.cloud.state.mailTemplates.get(id!)!.approved = false;
  expect(await send(id!)).toMatchObject({ status: 'failed', reason: expect.stringContaining('not approved') });
});

/** Durations are read already: rules and silences stay at their defaults. */
function inline({ schema, region, state, logs }: Config): object {
  return { schema, region, state, logs, channels };
}
