import { parts, startLocalCloud } from '../../infra/local-cloud/index.js';
import { openCloud } from '../../lib/cloud/open.js';
import { cosEventFor } from '../../lib/ingest/event.js';
import { openStore } from '../../lib/store/open.js';
import type { Store } from '../../lib/store/store.js';
import { SCENARIO, type World } from '../e2e/support/alert-world.js';
import { type Moment, storyTime } from './clock.js';
import type { FunctionPool, Running } from './function-pool.js';
import type { FunctionName } from './function-process.js';
import { KillGate } from './kill-gate.js';

export const LOGS = 'logs-1250000000';
export const STATE = 'state-1250000000';
export const TIME_ZONE = 'Asia/Shanghai';

export interface LogFile {
  readonly bucket: string;
  readonly key: string;
}

/** A local cloud whose clock the story moves, and functions that work in processes of their own. */
export class ChaosWorld {
  #moment: Moment = { storyMs: Date.now(), realMs: Date.now() };
  /** Faults that hit, of the lists that were replaced. */
  faultsHit = 0;

  private constructor(
    readonly world: World,
    readonly gate: KillGate,
    private readonly pool: FunctionPool,
  ) {}

  static async start(pool: FunctionPool): Promise<ChaosWorld> {
    let now = Date.now;
    const cloud = await startLocalCloud({
      parts,
      logs: { everyFiveMinutes: false },
      scenario: SCENARIO,
      realNowMs: () => Math.floor(now()),
    });
    if (cloud.faults === null) throw new Error('the local cloud has no faults');
    const gate = new KillGate(cloud.faults);
    cloud.faults = gate;
    const [host = '', port = ''] = String(cloud.announce['smtp']).split(':');
    const world = {
      cloud,
      sink: String(cloud.announce['sink']),
      smtp: { host, port: Number(port) },
      env: { COS403_LOCAL_CLOUD: cloud.url },
    };
    const chaos = new ChaosWorld(world, gate, pool);
    now = () => chaos.nowMs();
    return chaos;
  }

  nowMs(): number {
    return storyTime(this.#moment, Date.now());
  }

  jumpTo(storyMs: number): void {
    this.#moment = { storyMs, realMs: Date.now() };
  }

  reset(): void {
    this.world.cloud.reset();
    this.faultsHit = 0;
  }

  /** Replaces the faults in force. */
  async trouble(list: readonly object[]): Promise<void> {
    const url = `${this.world.cloud.url}/_local/faults`;
    const before = (await (await fetch(url)).json()) as { hits: number }[];
    this.faultsHit += before.reduce((sum, { hits }) => sum + hits, 0);
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(list) });
    if (!response.ok) throw new Error(await response.text());
  }

  /** Starts a function. `clockOffMs`: how far its machine's clock is off. */
  invoke(name: FunctionName, event: unknown, options: { limitMs: number; clockOffMs?: number }): Running {
    const { storyMs, realMs } = this.#moment;
    return this.pool.invoke({
      name,
      event,
      limitMs: options.limitMs,
      env: { ...this.world.env, COS403_CONFIG: JSON.stringify(this.config()) },
      clock: { storyMs: storyMs + (options.clockOffMs ?? 0), realMs },
    });
  }

  config(): object {
    const { sink, smtp } = this.world;
    return {
      schema: 'cos403.config/1',
      region: 'ap-guangzhou',
      timeZone: TIME_ZONE,
      state: `cos://${STATE}/cos403`,
      logs: [{ bucket: LOGS, prefix: 'access/', watch: ['site-1250000000'] }],
      channels: {
        hook: {
          type: 'webhook',
          url: `${sink}/webhook/x`,
          secret: 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
        },
        mail: {
          type: 'smtp',
          ...smtp,
          security: 'none',
          from: 'cos403@example.com',
          to: 'ops@example.com',
          minSeverity: 'critical',
        },
      },
      // Three days are kept, so that an outage of weeks does not make weeks of reports.
      report: { at: '08:00', channels: ['hook', 'mail'], keepDays: 3 },
    };
  }

  logEvent(files: readonly LogFile[]): object {
    return cosEventFor(files, 'ap-guangzhou');
  }

  /** The state, read by a client that meets no faults when none are in force. */
  async store(): Promise<Store> {
    const { cos } = await openCloud({ env: this.world.env });
    return openStore(`cos://${STATE}/cos403`, { cwd: '.', cos: async () => cos });
  }

  close(): Promise<void> {
    return this.world.cloud.close();
  }
}
