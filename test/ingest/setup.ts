import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalCloud, parts, startLocalCloud } from '../../infra/local-cloud/index.js';
import type { CosClient } from '../../lib/cloud/cos.js';
import { openCloud } from '../../lib/cloud/open.js';
import { HeldFiles } from '../../lib/ingest/held.js';
import type { IngestDeps } from '../../lib/ingest/ingest.js';
import type { SweepDeps } from '../../lib/ingest/sweep.js';
import { folderStore } from '../../lib/store/folder.js';
import type { Store } from '../../lib/store/store.js';

export const LOGS = 'logs-1250000000';
export const STATE = 'state-1250000000';

/** A local cloud with an empty log bucket, and a state folder. */
export interface Place {
  readonly local: LocalCloud;
  readonly cos: CosClient;
  readonly store: Store;
  readonly lines: string[];
  nowMs: number;
  ingestDeps(): IngestDeps;
  sweepDeps(over?: Partial<SweepDeps>): SweepDeps;
  keys(prefix?: string): Promise<string[]>;
  faults(faults: readonly object[]): Promise<void>;
  close(): Promise<void>;
}

export async function newPlace(): Promise<Place> {
  const local = await startLocalCloud({
    parts,
    scenario: {
      schema: 'cos403.scenario/1',
      buckets: { [LOGS]: { region: 'ap-guangzhou' }, [STATE]: { region: 'ap-guangzhou' } },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'cos403-ingest-'));
  const store = folderStore(folder);
  const { cos } = await openCloud({
    env: { COS403_LOCAL_CLOUD: local.url },
    timeoutMs: 500,
    patience: { nowMs: Date.now, random: () => 0, sleep: async () => {} },
  });
  const lines: string[] = [];
  const say = (message: string, fields: object = {}) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const log = { info: say, warn: say, error: say };
  const place: Place = {
    local,
    cos,
    store,
    lines,
    nowMs: Date.now(),
    ingestDeps: () => ({ store, held: new HeldFiles(store), nowMs: () => place.nowMs, log }),
    sweepDeps: (over = {}) => ({ cos, store, nowMs: () => place.nowMs, log, ...over }),
    async keys(prefix = '') {
      const found: string[] = [];
      for await (const { key } of store.list(prefix)) found.push(key);
      return found;
    },
    async faults(faults) {
      await fetch(`${local.url}/_local/faults`, { method: 'POST', body: JSON.stringify(faults) });
    },
    async close() {
      await local.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return place;
}
