import { FailureEraser } from '../../lib/ingest/failed.js';
import { failedKey } from '../../lib/store/keys.js';
import { MemoryStore } from '../alert/support/memory-store.js';

test('a list of failures that cannot be read is no crash, and is read again', async () => {
  const store = new MemoryStore(() => 0);
  const source = { bucket: 'logs-1250000000', key: 'access/a.gz', etag: 'e' };
  await store.put(failedKey(source), '{}');
  const unhandled: unknown[] = [];
  const listener = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', listener);
  try {
    const eraser = new FailureEraser(store);
    store.hook = (call) => {
      if (call === 'list') throw new Error('SlowDown');
    };
    const erasing = eraser.erase(source);
    // The failure of the erasing is noted while the list is under way, and after it.
    eraser.note(source);
    await expect(erasing).rejects.toThrow('SlowDown');
    eraser.note(source);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(unhandled).toEqual([]);
    store.hook = () => undefined;
    await eraser.erase(source);
    expect(store.objects.has(failedKey(source))).toBe(false);
  } finally {
    process.off('unhandledRejection', listener);
  }
});
