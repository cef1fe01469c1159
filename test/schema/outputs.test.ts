import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import Ajv2020 from 'ajv/dist/2020.js';
import { folderStore } from '../../lib/store/folder.js';
import { runCli } from '../support/run-cli.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cos403-schema-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function errorsOf(name: string, value: unknown): Promise<unknown> {
  const schema = JSON.parse(await readFile(`docs/schema/${name}.json`, 'utf8'));
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
  return validate(value) ? null : validate.errors;
}
const json = async (argv: string[], stdin = '') => {
  const { stdout, stderr } = await runCli([...argv, '--format', 'json'], { stdin: Readable.from([stdin]) });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as { schema: string };
};

test('what scan writes', async () => {
  const scan = await json(['scan', 'examples/logs', 'examples/faq-2020.log', 'examples/cls-export-2025.ndjson']);
  expect(await errorsOf('scan', scan)).toBeNull();
  expect(await errorsOf('scan', { ...scan, schema: 'cos403.scan/2' })).not.toBeNull();
});

test.each(['en', 'zh'])('what diagnose writes, in %s', async (lang) => {
  const diagnosis = await json(['diagnose', 'examples/logs', '--snapshot', 'examples/snapshot.json', '--lang', lang]);
  expect(await errorsOf('diagnosis', diagnosis)).toBeNull();
});

test('what simulate writes', async () => {
  const snapshot = JSON.parse(await readFile('examples/snapshot.json', 'utf8'));
  const [bucket] = Object.keys(snapshot.buckets);
  const requests = [
    'anonymous',
    '100000000001:100000000001',
    '100000000001:100000000002',
    '200000000001:200000000002',
  ].map((requester) => ({ id: requester, requester, action: 'name/cos:GetObject', bucket, key: 'a/b.txt' }));
  const simulation = await json(
    ['simulate', '--snapshot', 'examples/snapshot.json', '--request', '-'],
    JSON.stringify(requests),
  );
  expect(await errorsOf('simulation', simulation)).toBeNull();
});

test('what signature verify writes', async () => {
  const request = join(folder, 'request.json');
  await writeFile(
    request,
    JSON.stringify({ method: 'GET', url: 'https://b-1250000000.cos.ap-guangzhou.myqcloud.com/a', headers: {} }),
  );
  const { stdout } = await runCli(['signature', 'verify', '--request', request, '--format', 'json'], {
    env: { COS403_SECRET_KEY: 'k' },
  });
  expect(await errorsOf('signature', JSON.parse(stdout))).toBeNull();
});

test('what ingest leaves in the state', async () => {
  const state = join(folder, 'state');
  await writeFile(join(folder, 'poison'), 'no log\n');
  await runCli(['ingest', 'examples/faq-2020.log', join(folder, 'poison'), '--state', state]);
  const store = folderStore(state);
  const seen: string[] = [];
  for await (const { key } of store.list('')) {
    const { body } = (await store.get(key))!;
    const value = JSON.parse((key.endsWith('.gz') ? gunzipSync(body) : body).toString());
    const name = /^cos403\.([a-z]+)\/1$/.exec(value.schema)?.[1] ?? '';
    seen.push(name);
    expect(await errorsOf(name, value)).toBeNull();
  }
  expect(seen.sort()).toEqual(['failed', 'partial']);
});
