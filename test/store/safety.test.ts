import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { acquireLease } from '../../lib/alert/lease.js';
import { liveDiagnoser } from '../../lib/alert/live-diagnosis.js';
import { enqueue, flush } from '../../lib/alert/outbox.js';
import { listSilences } from '../../lib/alert/silences.js';
import { loadHealth, loadState } from '../../lib/alert/state.js';
import { emptyWindow, readNews } from '../../lib/alert/window.js';
import type { CosClient } from '../../lib/cloud/cos.js';
import { listFailures } from '../../lib/ingest/failed.js';
import { HeldFiles } from '../../lib/ingest/held.js';
import { knownRequesters } from '../../lib/ingest/identity.js';
import { silentLog } from '../../lib/ingest/log.js';
import { sweep } from '../../lib/ingest/sweep.js';
import type { Channel, Notification } from '../../lib/notify/message.js';
import { compact } from '../../lib/report/compact.js';
import { readCovered } from '../../lib/report/covered.js';
import { readFacts } from '../../lib/report/facts-of-day.js';
import { runReport } from '../../lib/report/run.js';
import { corruptKey, cursorKey, dayRollupKey, ownKey, partialKey } from '../../lib/store/keys.js';
import type { Store } from '../../lib/store/store.js';
import { decodeVersioned } from '../../lib/store/versioned.js';
import { CONFIG, lines, newState, ports, type TestState } from '../report/state.js';

const NOW = '2026-11-24T02:00:00Z';
const nowMs = Date.parse(NOW);
const signal = new AbortController().signal;
const SOURCE = { bucket: 'logs-1250000000', key: 'x', etag: 'e', lastModifiedMs: nowMs - 3_600_000 };
/** A bucket without log files. */
const NO_LOGS = { list: async function* () {} } as unknown as CosClient;

interface Kind {
  readonly schema: string;
  readonly key: string;
  /** Reads (and would write) the object as the program does; what it answers tells of it. */
  readonly use: (store: Store, state: TestState) => Promise<unknown>;
  /** A newer version: `throws` newer-version, the answer `tells` of it and goes on with the rest, or it is `respected` without a word. */
  readonly newer: 'throws' | 'tells' | 'respected';
  /**
   * Damage: moved below corrupt/, after that `rewritten` from what it was made of, `kept` where it is and told, `replaced` because its
   * content has no worth of its own, or `untouched` because only its being there counts.
   */
  readonly damaged: 'set aside' | 'rewritten' | 'kept' | 'replaced' | 'untouched';
}

const oldDay = Date.parse('2026-11-01T05:00:00Z');

const KINDS: Readonly<Record<string, Kind>> = {
  partial: {
    schema: 'cos403.partial',
    key: partialKey(SOURCE),
    use: (store) => readNews(emptyWindow(), { store, rules: [], nowMs, far: false, outOfTime: () => false }),
    newer: 'tells',
    damaged: 'set aside',
  },
  'rollup, in compaction': {
    schema: 'cos403.rollup',
    key: dayRollupKey(oldDay),
    use: async (store, state) => {
      await state.ingest('late', new Date(oldDay).toISOString(), lines('2026-11-01T05:00:00Z', 1));
      return compact({ store, nowMs: () => nowMs, deadlineMs: Number.POSITIVE_INFINITY, signal });
    },
    newer: 'tells',
    damaged: 'kept',
  },
  'rollup, when a file is ingested': {
    schema: 'cos403.rollup',
    key: dayRollupKey(oldDay),
    use: async (store) => {
      const told: string[] = [];
      await new HeldFiles(store, (key) => told.push(key)).has({ ...SOURCE, lastModifiedMs: oldDay });
      return told;
    },
    newer: 'throws',
    damaged: 'set aside',
  },
  'window and incidents': {
    schema: 'cos403.alert-state',
    key: 'incidents/state.json.gz',
    use: (store) => loadState(store, nowMs),
    newer: 'throws',
    damaged: 'set aside',
  },
  'outbox message': {
    schema: 'cos403.outbox',
    key: 'outbox/pending/a.chat.json',
    use: (store) =>
      flush(
        { store, channels: [], health: {}, nowMs: () => nowMs, random: () => 0, deadlineMs: nowMs + 1000, signal },
        [],
      ),
    newer: 'tells',
    damaged: 'set aside',
  },
  'mark of a sent message': {
    schema: 'cos403.sent',
    key: 'outbox/sent/a.chat.json',
    use: async (store) => {
      const sent: unknown[] = [];
      const chat: Channel = {
        name: 'chat',
        type: 'file',
        lang: 'en',
        async send(one) {
          sent.push(one);
          return { status: 'sent' };
        },
      };
      const message = await enqueue(store, { id: 'a', title: { en: 'x', zh: 'x' } } as Notification, 'chat', nowMs);
      const ports = {
        store,
        channels: [chat],
        health: {},
        nowMs: () => nowMs,
        random: () => 0,
        deadlineMs: nowMs + 1000,
        signal,
      };
      await flush(ports, [message]);
      expect(sent).toEqual([]);
    },
    newer: 'respected',
    damaged: 'untouched',
  },
  'lease of the alert run': {
    schema: 'cos403.lease',
    key: 'incidents/lease.json',
    use: (store) => acquireLease(store, 'me', Date.now(), Date.now() + 60_000),
    newer: 'respected',
    damaged: 'replaced',
  },
  'cache of facts': {
    schema: 'cos403.facts-cache',
    key: 'incidents/facts-cache.json.gz',
    use: (store) => {
      const cloud = async () => ({ cos: NO_LOGS, api: async () => ({}) as never });
      const diagnoser = liveDiagnoser({ store, cloud, calls: 0, nowMs: () => nowMs });
      return diagnoser([], { changes: [], groups: [] }, { deadlineMs: nowMs + 1000, signal });
    },
    newer: 'respected',
    damaged: 'rewritten',
  },
  'health of channels': {
    schema: 'cos403.channels',
    key: 'outbox/channels.json',
    use: (store) => loadHealth(store),
    newer: 'throws',
    damaged: 'set aside',
  },
  silence: {
    schema: 'cos403.silence',
    key: 'incidents/silences/a.json',
    use: (store) => listSilences(store),
    newer: 'throws',
    damaged: 'set aside',
  },
  'identity of a function': {
    schema: 'cos403.own',
    key: ownKey('4611686018427844696'),
    // Its key says everything.
    use: async (store) => expect(await knownRequesters(store)).toEqual(['4611686018427844696']),
    newer: 'respected',
    damaged: 'untouched',
  },
  cursor: {
    schema: 'cos403.cursor',
    key: cursorKey('logs-1250000000', 'access/'),
    use: (store) =>
      sweep([{ bucket: 'logs-1250000000', prefix: 'access/' }], {
        cos: NO_LOGS,
        store,
        nowMs: () => nowMs,
        log: silentLog,
      }),
    newer: 'throws',
    damaged: 'rewritten',
  },
  'failed log file': {
    schema: 'cos403.failed',
    key: `failed/${'0'.repeat(32)}.json`,
    use: async (store) => {
      for await (const failure of listFailures(store)) return failure;
      return null;
    },
    newer: 'throws',
    damaged: 'set aside',
  },
  'facts of a day': {
    schema: 'cos403.snapshot',
    key: 'facts/2026-11-23.json.gz',
    use: (store) => readFacts(store, '2026-11-23'),
    newer: 'throws',
    damaged: 'set aside',
  },
  'what a report covered': {
    schema: 'cos403.report-covered',
    key: 'reports/2026-11-23/covered.json.gz',
    use: (store) => readCovered(store, '2026-11-23', 'Asia/Shanghai'),
    newer: 'throws',
    damaged: 'set aside',
  },
  report: {
    schema: 'cos403.report',
    key: 'reports/2026-11-23/report.json',
    use: (_, state) => runReport(CONFIG, ports(state, NOW)),
    newer: 'throws',
    damaged: 'rewritten',
  },
  'index of reports': {
    schema: 'cos403.report-index',
    key: 'reports/index.json',
    use: (_, state) => runReport(CONFIG, ports(state, NOW)),
    newer: 'throws',
    damaged: 'rewritten',
  },
};

const bytes = (key: string, text: string) => (key.endsWith('.gz') ? gzipSync(text) : Buffer.from(text));

describe.each(Object.entries(KINDS))('%s', (_, { schema, key, use, newer, damaged }) => {
  let state: TestState;
  beforeEach(async () => {
    state = await newState();
  });
  afterEach(() => state.close());

  test('of a newer version is refused with a sentence, and nothing is written over it', async () => {
    const body = bytes(key, JSON.stringify({ schema: `${schema}/2`, precious: true }));
    await state.store.put(key, body);
    const result = use(state.store, state);
    if (newer === 'respected') await result;
    else if (newer === 'throws') {
      await expect(result).rejects.toMatchObject({
        code: 'newer-version',
        message: expect.stringMatching(/(upgrade|update) cos403/),
      });
    } else expect(JSON.stringify(await result)).toContain(key);
    expect((await state.store.get(key))?.body.equals(body)).toBe(true);
    expect(await state.store.get(corruptKey(key))).toBeNull();
  });

  const DAMAGE: readonly (readonly [string, Buffer])[] = [
    ['cut', bytes(key, `{"schema":"${schema}/1","precious":true}`).subarray(0, 25)],
    ['no JSON', bytes(key, '\0\0\0')],
    ['empty', Buffer.alloc(0)],
    ['of another schema', bytes(key, '{"schema":"other/1"}')],
    ['of version 0', bytes(key, `{"schema":"${schema}/0"}`)],
    ['of the right schema without anything else', bytes(key, `{"schema":"${schema}/1"}`)],
    ['a list', bytes(key, '[]')],
  ];

  test.each(DAMAGE)('that is damaged (%s) never stops the run and is not lost', async (_name, body) => {
    await state.store.put(key, body);
    const result = await use(state.store, state);
    const now = (await state.store.get(key))?.body;
    const aside = (await state.store.get(corruptKey(key)))?.body;
    if (damaged === 'kept' || damaged === 'untouched') {
      expect(now?.equals(body)).toBe(true);
      if (damaged === 'kept') expect(JSON.stringify(result)).toContain(key);
      return;
    }
    if (damaged !== 'replaced') expect(aside?.equals(body)).toBe(true);
    if (damaged === 'set aside') expect(now).toBeUndefined();
    else expect(await decodeVersioned(now ?? body, { schema: `${schema}/1` })).toBeTruthy();
  });
});

test('every kind of object that docs/STATE.md names is held here', () => {
  const table = readFileSync('docs/STATE.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const named = table.flatMap((line) => /^\| `[^|]*\| `(cos403\.[a-z-]+)\/1`/.exec(line)?.[1] ?? []);
  const held = new Set(Object.values(KINDS).map(({ schema }) => schema));
  // What the deployer keeps is no part of the pipeline (test/infra/serverless-plugin).
  expect(named.filter((schema) => !held.has(schema) && !schema.startsWith('cos403.deploy-'))).toEqual([]);
  expect(named.length).toBeGreaterThan(12);
});
