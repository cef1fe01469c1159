import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { folderStore } from '../../lib/store/folder.js';
import type { Store } from '../../lib/store/store.js';
import { createVersioned, encodeVersioned, readVersioned, writeVersioned } from '../../lib/store/versioned.js';

let folder = '';
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cos403-versioned-'));
  store = folderStore(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const format = { schema: 'cos403.incident/2' };

test.each(['incidents/a.json', 'incidents/a.json.gz'])('%s comes back as it went in', async (key) => {
  await writeVersioned(store, key, { schema: 'cos403.incident/2', n: 1 } as never);
  expect(await readVersioned(store, key, format)).toEqual({
    status: 'ok',
    value: { schema: 'cos403.incident/2', n: 1 },
  });
});

test('the same value gives the same bytes', async () => {
  const value = { schema: 'cos403.partial/1', groups: ['ü'] };
  expect((await encodeVersioned('a.json.gz', value)).equals(await encodeVersioned('a.json.gz', value))).toBe(true);
});

test('what is not there is absent', async () => {
  expect(await readVersioned(store, 'incidents/none.json', format)).toEqual({ status: 'absent' });
});

test('creating twice keeps the first', async () => {
  expect(await createVersioned(store, 'a.json', { schema: 'cos403.incident/2' })).toBe('created');
  expect(await createVersioned(store, 'a.json', { schema: 'cos403.incident/2' })).toBe('exists');
});

test('a newer version is refused, untouched', async () => {
  await store.put('incidents/a.json', '{"schema":"cos403.incident/3"}');
  await expect(readVersioned(store, 'incidents/a.json', format)).rejects.toMatchObject({ code: 'newer-version' });
  await expect(readVersioned(store, 'incidents/a.json', format)).rejects.toThrow(/incidents\/a\.json.*upgrade cos403/);
  expect(await store.get('incidents/a.json')).not.toBeNull();
});

test('an older version is lifted when somebody knows how', async () => {
  await store.put('incidents/a.json', '{"schema":"cos403.incident/1","count":3}');
  const lifting = {
    ...format,
    upgrade: (value: Record<string, unknown>, version: number) => ({
      ...value,
      schema: 'cos403.incident/2',
      from: version,
    }),
  };
  expect(await readVersioned(store, 'incidents/a.json', lifting)).toMatchObject({
    status: 'ok',
    value: { count: 3, from: 1 },
  });
});

test.each([
  ['half a JSON', Buffer.from('{"schema":"cos403.inc')],
  ['a cut gzip', gzipSync('{"schema":"cos403.incident/2"}').subarray(0, 20)],
  ['another sort of object', Buffer.from('{"schema":"cos403.scan/1"}')],
  ['no schema', Buffer.from('{}')],
  ['a list', Buffer.from('[]')],
  ['nothing', Buffer.alloc(0)],
  ['an old version that nobody can lift', Buffer.from('{"schema":"cos403.incident/1"}')],
])('%s is set aside and reported, not thrown', async (_, body) => {
  await store.put('incidents/a.json', body);
  const outcome = await readVersioned(store, 'incidents/a.json', format);
  expect(outcome).toMatchObject({ status: 'corrupt', movedTo: 'corrupt/incidents/a.json' });
  expect(await store.get('incidents/a.json')).toBeNull();
  expect((await store.get('corrupt/incidents/a.json'))?.body.equals(body)).toBe(true);
});

test('a check of the content counts as damage', async () => {
  await store.put('a.json', '{"schema":"cos403.incident/2","n":"x"}');
  const parse = (value: Record<string, unknown>) => {
    if (typeof value['n'] !== 'number') throw new Error('n is no number');
    return value;
  };
  expect(await readVersioned(store, 'a.json', { ...format, parse })).toMatchObject({
    status: 'corrupt',
    reason: 'n is no number',
  });
});
