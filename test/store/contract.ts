import type { Store } from '../../lib/store/store.js';

/** What every store promises: the same sentences for a folder and for a COS prefix. */
export function storeContract(open: () => Promise<Store> | Store): void {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  const keys = async (prefix: string, startAfter?: string) => {
    const found: string[] = [];
    for await (const entry of store.list(prefix, startAfter === undefined ? {} : { startAfter })) found.push(entry.key);
    return found;
  };

  test('gives back the bytes it was given', async () => {
    const body = Buffer.from([0, 255, 10, 13, 128]);
    await store.put('a/b.bin', body);
    const found = await store.get('a/b.bin');
    expect(found?.body.equals(body)).toBe(true);
    expect(Math.abs((found?.lastModifiedMs ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  test('replaces', async () => {
    await store.put('a', 'one');
    await store.put('a', 'two');
    expect((await store.get('a'))?.body.toString()).toBe('two');
  });

  test('answers null for what is not there, also for the folder of a key', async () => {
    await store.put('a/b', 'x');
    expect(await store.get('nothing')).toBeNull();
    expect(await store.get('a')).toBeNull();
    expect(await store.get('a/b/c')).toBeNull();
  });

  test('creates only once', async () => {
    expect(await store.putIfAbsent('lease', 'mine')).toBe('created');
    expect(await store.putIfAbsent('lease', 'yours')).toBe('exists');
    expect((await store.get('lease'))?.body.toString()).toBe('mine');
  });

  test('lets one of many creators win', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, i) => store.putIfAbsent('race', `writer ${i}`)));
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
  });

  test('deletes, and does not mind when there is nothing', async () => {
    await store.put('a/b', 'x');
    await store.delete('a/b');
    await store.delete('a/b');
    expect(await store.get('a/b')).toBeNull();
    expect(await keys('')).toEqual([]);
  });

  test('lists below a prefix in the order of whole keys', async () => {
    for (const key of ['p/b/1', 'p/b-1', 'p/a', 'p/b.x', 'p/b/0', 'q']) await store.put(key, key);
    expect(await keys('p/')).toEqual(['p/a', 'p/b-1', 'p/b.x', 'p/b/0', 'p/b/1']);
    expect(await keys('p/b/')).toEqual(['p/b/0', 'p/b/1']);
    expect(await keys('p/b')).toEqual(['p/b-1', 'p/b.x', 'p/b/0', 'p/b/1']);
    expect(await keys('nothing/')).toEqual([]);
  });

  test.each([
    ['p/b-1', ['p/b.x', 'p/b/0', 'p/b/1', 'p/c']],
    ['p/b/0', ['p/b/1', 'p/c']],
    ['p/b/', ['p/b/0', 'p/b/1', 'p/c']],
    ['p/b0', ['p/c']],
    ['p/z', []],
  ])('lists on after %s', async (startAfter, expected) => {
    for (const key of ['p/b/1', 'p/b-1', 'p/b.x', 'p/b/0', 'p/c']) await store.put(key, 'x');
    expect(await keys('p/', startAfter)).toEqual(expected);
  });

  test('tells size and time of what it lists', async () => {
    await store.put('a', '12345');
    for await (const entry of store.list('')) {
      expect(entry.size).toBe(5);
      expect(Math.abs(entry.lastModifiedMs - Date.now())).toBeLessThan(60_000);
      expect(entry.etag).not.toContain('"');
    }
  });

  test.each(['../outside', 'a/../../outside', '', '/abs'])('refuses the key %j', async (key) => {
    await expect(store.put(key, 'x')).rejects.toMatchObject({ code: 'bad-key' });
  });
}
