import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Aggregator } from '../../lib/aggregate/aggregator.js';
import { encodePartial } from '../../lib/aggregate/partial.js';
import type { ReportJobConfig, ReportPorts } from '../../lib/report/run.js';
import { folderStore } from '../../lib/store/folder.js';
import { partialKey, sourceHash } from '../../lib/store/keys.js';
import type { Store } from '../../lib/store/store.js';
import { logLine } from '../ingest/logs.js';

export interface TestState {
  readonly store: Store;
  /** Writes the partial of one log file; answers its hash. */
  ingest(key: string, writtenAt: string, lines: readonly string[]): Promise<string>;
  keys(prefix?: string): Promise<string[]>;
  close(): Promise<void>;
}

/** The partial of one log file, as ingest writes it. */
export async function partialOf(
  name: string,
  writtenAt: string,
  text: readonly string[],
): Promise<{ readonly key: string; readonly body: Buffer; readonly hash: string }> {
  const aggregator = new Aggregator();
  await aggregator.addStream(Readable.from([Buffer.from(text.map((line) => `${line}\n`).join(''))]));
  const source = { bucket: 'logs-1250000000', key: name, etag: `"${name}"`, lastModifiedMs: Date.parse(writtenAt) };
  const body = encodePartial(aggregator.aggregate, { ...source, size: 1, lastModified: writtenAt });
  return { key: partialKey(source), body, hash: sourceHash(source) };
}

export async function newState(): Promise<TestState> {
  const folder = await mkdtemp(join(tmpdir(), 'cos403-state-'));
  const store = folderStore(folder);
  return {
    store,
    async ingest(name, writtenAt, text) {
      const { key, body, hash } = await partialOf(name, writtenAt, text);
      await store.putIfAbsent(key, body);
      return hash;
    },
    async keys(prefix = '') {
      const found: string[] = [];
      for await (const { key } of store.list(prefix)) found.push(key);
      return found;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** `count` denials and as many answers 200 at one time. */
export function lines(time: string, count: number, requester = '100000000001:100000000002'): string[] {
  return Array.from({ length: count }, (_, n) => [
    logLine({ time, requester, id: Buffer.from(`${time}${n}${requester}`).toString('base64') }),
    logLine({ time, requester, status: 200, path: `/ok/${n}`, id: Buffer.from(`ok${time}${n}`).toString('base64') }),
  ]).flat();
}

export const CONFIG: ReportJobConfig = {
  lang: 'en',
  report: { at: '08:00', channels: [], keepDays: 400 },
};

/** A run at `now`, with the clock standing still. */
export function ports(state: TestState, now: string, over: Partial<ReportPorts> = {}): ReportPorts {
  const nowMs = Date.parse(now);
  return {
    store: state.store,
    roots: [{ name: 'main', store: state.store }],
    settings: {
      timeZone: 'Asia/Shanghai',
      privacy: { maskKeys: true, maskAddresses: false },
      networks: [],
      watched: [],
      callBudget: 0,
    },
    facts: null,
    channels: [],
    presign: null,
    nowMs: () => nowMs,
    random: () => 0,
    scheduledMs: nowMs,
    deadlineMs: Number.POSITIVE_INFINITY,
    signal: new AbortController().signal,
    ...over,
  };
}
