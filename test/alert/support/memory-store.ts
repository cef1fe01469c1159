import type { Store, StoreEntry } from '../../../lib/store/store.js';

/** What a store call is about to do: a test may throw, count, or wait here. */
export type StoreHook = (call: string, key: string) => void | Promise<void>;

/** A store in memory whose listing can lag behind, like COS's. */
export class MemoryStore implements Store {
  readonly location = 'memory';
  readonly objects = new Map<string, { body: Buffer; lastModifiedMs: number; visibleFromMs: number }>();
  hook: StoreHook = () => undefined;
  /** How long a new object stays invisible to `list`, ms. */
  listLagMs: () => number = () => 0;

  constructor(private readonly nowMs: () => number) {}

  async get(key: string) {
    await this.hook('get', key);
    const object = this.objects.get(key);
    return object === undefined ? null : { body: object.body, lastModifiedMs: object.lastModifiedMs };
  }

  async put(key: string, body: Uint8Array | string): Promise<void> {
    await this.hook('put', key);
    this.write(key, body);
  }

  async putIfAbsent(key: string, body: Uint8Array | string): Promise<'created' | 'exists'> {
    await this.hook('putIfAbsent', key);
    if (this.objects.has(key)) return 'exists';
    this.write(key, body);
    return 'created';
  }

  async *list(prefix: string, options?: { readonly startAfter?: string }): AsyncIterable<StoreEntry> {
    await this.hook('list', prefix);
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > (options?.startAfter ?? ''));
    for (const key of keys.sort()) {
      const object = this.objects.get(key);
      if (object === undefined || object.visibleFromMs > this.nowMs()) continue;
      yield { key, size: object.body.length, lastModifiedMs: object.lastModifiedMs, etag: `"${object.body.length}"` };
    }
  }

  async delete(key: string): Promise<void> {
    await this.hook('delete', key);
    this.objects.delete(key);
  }

  private write(key: string, body: Uint8Array | string): void {
    const nowMs = this.nowMs();
    this.objects.set(key, { body: Buffer.from(body), lastModifiedMs: nowMs, visibleFromMs: nowMs + this.listLagMs() });
  }
}
