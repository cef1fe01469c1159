import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderStore } from '../../lib/store/folder.js';
import { storeContract } from './contract.js';

const made: string[] = [];
const newFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cos403-store-'));
  made.push(folder);
  return folder;
};
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));

storeContract(async () => folderStore(await newFolder()));

test('leaves nothing else behind', async () => {
  const folder = await newFolder();
  const store = folderStore(folder);
  await store.put('a', 'x');
  await store.putIfAbsent('a', 'y');
  await store.putIfAbsent('b', 'y');
  expect((await readdir(folder)).sort()).toEqual(['a', 'b']);
});

test('does not list what a crashed writer left', async () => {
  const folder = await newFolder();
  await writeFile(join(folder, '.tmp-0123'), 'half');
  const store = folderStore(folder);
  for await (const entry of store.list('')) throw new Error(`listed ${entry.key}`);
});

test('a folder that is not there yet is empty, and is made by the first write', async () => {
  const store = folderStore(join(await newFolder(), 'new', 'state'));
  expect(await store.get('a')).toBeNull();
  for await (const entry of store.list('')) throw new Error(`listed ${entry.key}`);
  await store.put('a', 'x');
  expect((await store.get('a'))?.body.toString()).toBe('x');
});

test('readers never see half an object', async () => {
  const store = folderStore(await newFolder());
  const bodies = ['a', 'b'].map((letter) => letter.repeat(1 << 20));
  await store.put('k', bodies[0] ?? '');
  const writes = (async () => {
    for (let i = 0; i < 20; i++) await store.put('k', bodies[i % 2] ?? '');
  })();
  for (let i = 0; i < 20; i++) expect(bodies).toContain((await store.get('k'))?.body.toString());
  await writes;
});

test('a state location that is a file is named', async () => {
  const folder = await newFolder();
  await writeFile(join(folder, 'file'), 'x');
  await expect(folderStore(join(folder, 'file')).put('a', 'x')).rejects.toMatchObject({ code: 'folder' });
});
