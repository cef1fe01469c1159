import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withoutOrphans } from '../../lib/alert/orphans.js';
import { createPending, keyOf, PENDING, type PendingMessage, readPending } from '../../lib/alert/outbox-objects.js';
import type { Notification } from '../../lib/notify/message.js';
import { openStore } from '../../lib/store/open.js';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-23T02:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'cos403-orphans-'));
afterAll(() => rmSync(folder, { recursive: true }));

function message(id: string, dedupKey: string, ageMs: number, type = 'incident.opened'): PendingMessage {
  return {
    schema: 'cos403.outbox/1',
    id,
    channel: 'ops',
    notification: { id, type, dedupKey, title: id } as unknown as Notification,
    queuedAt: new Date(NOW - ageMs).toISOString(),
    attempts: 0,
    notBeforeMs: 0,
    lastReason: null,
  };
}

test('an opening that the state never heard of waits for its run, is dropped after it, and is told when runs were missing', async () => {
  const store = await openStore(folder, { cwd: '.', cos: async () => Promise.reject(new Error('no COS here')) });
  const all = [
    message('known', 'v1-known', 20 * MINUTE),
    message('fresh', 'v1-other', 5 * MINUTE),
    message('dead', 'v1-other', 20 * MINUTE),
    message('old', 'v1-other', 90 * MINUTE),
    message('end', 'v1-other', 20 * MINUTE, 'incident.resolved'),
    message('channel', 'undeliverable-ops', 20 * MINUTE),
  ];
  for (const one of all) await createPending(store, one);
  const { pending, held } = await withoutOrphans(store, await readPending(store), new Set(['v1-known']), NOW);
  expect(held).toBe(1);
  expect([...pending.messages.values()].map(({ id }) => id).sort()).toEqual(['channel', 'end', 'known', 'old']);
  const left = await readPending(store);
  expect([...left.messages.keys()].sort()).toEqual(
    ['channel', 'end', 'fresh', 'known', 'old'].map((id) => keyOf(PENDING, id, 'ops')),
  );
});
