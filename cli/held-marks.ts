import { PENDING, SENT } from '../lib/alert/outbox-objects.js';
import type { Store } from '../lib/store/store.js';

/**
 * A store in which no message counts as sent until `release`. Where messages are the command's output they are told only when that is
 * written: a full disk or a closed pipe must not swallow them.
 */
export function holdingMarks(store: Store): { readonly store: Store; release(): Promise<void> } {
  const held: (() => Promise<void>)[] = [];
  return {
    store: {
      ...store,
      put: async (key, body, options) => {
        if (key.startsWith(SENT)) held.push(() => store.put(key, body, options));
        else await store.put(key, body, options);
      },
      delete: async (key) => {
        if (key.startsWith(PENDING)) held.push(() => store.delete(key));
        else await store.delete(key);
      },
    },
    // In their order: marked, then removed.
    release: async () => {
      for (const write of held.splice(0)) await write();
    },
  };
}
