import { randomUUID } from 'node:crypto';
import type { FunctionRuntime, InvokeOutcome, InvokeRequest } from '../api3/call.js';
import { versionOf } from '../api3/scf/versions.js';
import type { FunctionState, InvocationRecord, LocalClock, LocalState } from '../state.js';
import { runContext, runEnvironment } from './environment.js';
import { Instances } from './instances.js';
import { runLog } from './run-log.js';

/** Retries of asynchronous events come a minute apart, on the local clock (583/41138). */
const RETRY_MS = 60_000;
const KEPT_RUNS = 200;
/** Asynchronous runs at once: the machine's limit, not the cloud's. */
const MAX_ASYNC = 4;

/** Errors of the function itself are retried as often as configured; the platform's own until the event is too old. */
const EXECUTION_ERRORS = new Set([407, 430, 433, 434, 437, 439, 443]);
const PLATFORM_ERRORS = new Set([429, 432, 449, 500]);

interface Queued {
  readonly requestId: string;
  readonly request: InvokeRequest;
  attempt: number;
  /** Local time. */
  dueMs: number;
  readonly expiresMs: number;
  running: boolean;
  /** A run of `runNow` has somebody who waits for its first attempt. */
  readonly onFirst?: (outcome: InvokeOutcome) => void;
}

/** Runs functions: synchronous calls at once, asynchronous events from a queue with the retries of SCF, at least once. */
export class Runtime implements FunctionRuntime {
  readonly instances: Instances;
  readonly #queue: Queued[] = [];
  #waiters: (() => void)[] = [];
  #syncRuns = 0;
  #closed = false;

  constructor(
    private readonly cloud: { readonly state: LocalState; readonly clock: LocalClock; readonly url: string },
  ) {
    this.instances = new Instances(cloud);
  }

  async invoke(request: InvokeRequest): Promise<InvokeOutcome> {
    this.#syncRuns++;
    try {
      return await this.#run(request, randomUUID(), 0);
    } finally {
      this.#syncRuns--;
      this.#told();
    }
  }

  enqueue(request: InvokeRequest, delayMs = 0): string {
    return this.#push(request, delayMs).requestId;
  }

  /** Queues an event and waits for its first attempt; retries follow as for every other event. */
  runNow(request: InvokeRequest): Promise<InvokeOutcome> {
    return new Promise((resolve) => {
      this.#push(request, 0, resolve);
    });
  }

  #push(request: InvokeRequest, delayMs: number, onFirst?: (outcome: InvokeOutcome) => void): Queued {
    const nowMs = this.cloud.clock.nowMs();
    const ttl = this.cloud.state.functions.get(request.functionId)?.eventInvoke.msgTtlSeconds ?? 21_600;
    const queued: Queued = {
      requestId: randomUUID(),
      request,
      attempt: 0,
      dueMs: nowMs + delayMs,
      expiresMs: nowMs + ttl * 1000,
      running: false,
      ...(onFirst ? { onFirst } : {}),
    };
    this.#queue.push(queued);
    setImmediate(() => this.pump());
    return queued;
  }

  /** Starts what is due. Called when something was queued, ended, or the clock moved. */
  pump(): void {
    if (this.#closed) return;
    const nowMs = this.cloud.clock.nowMs();
    for (const queued of [...this.#queue].sort((a, b) => a.dueMs - b.dueMs)) {
      if (this.#queue.filter((one) => one.running).length >= MAX_ASYNC) break;
      if (!queued.running && queued.dueMs <= nowMs) void this.#attempt(queued);
    }
    this.#told();
  }

  async #attempt(queued: Queued): Promise<void> {
    queued.running = true;
    const outcome = await this.#run(queued.request, queued.requestId, queued.attempt);
    queued.running = false;
    if (queued.attempt === 0) queued.onFirst?.(outcome);
    const nowMs = this.cloud.clock.nowMs();
    const retryNum = this.cloud.state.functions.get(queued.request.functionId)?.eventInvoke.retryNum ?? 0;
    const again =
      nowMs + RETRY_MS < queued.expiresMs &&
      ((EXECUTION_ERRORS.has(outcome.status) && queued.attempt < retryNum) || PLATFORM_ERRORS.has(outcome.status));
    if (again) {
      if (EXECUTION_ERRORS.has(outcome.status)) queued.attempt++;
      queued.dueMs = nowMs + RETRY_MS;
    } else {
      const index = this.#queue.indexOf(queued);
      if (index >= 0) this.#queue.splice(index, 1);
    }
    this.pump();
  }

  /** Resolves when nothing runs and nothing is due: retries that wait for their minute do not count. */
  async settled(): Promise<{ waiting: number }> {
    while (!this.#isQuiet() && !this.#closed) await new Promise<void>((told) => this.#waiters.push(told));
    return { waiting: this.#queue.length };
  }

  #isQuiet(): boolean {
    const nowMs = this.cloud.clock.nowMs();
    return this.#syncRuns === 0 && !this.#queue.some((one) => one.running || one.dueMs <= nowMs);
  }

  #told(): void {
    if (!this.#isQuiet() && !this.#closed) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const told of waiters) told();
  }

  /** Forgets what waits (a reset of the cloud). */
  clear(): void {
    this.#queue.splice(0);
    this.instances.close();
    this.#told();
  }

  close(): void {
    this.#closed = true;
    this.clear();
  }

  async #run(request: InvokeRequest, requestId: string, retryNum: number): Promise<InvokeOutcome> {
    const fn = this.cloud.state.functions.get(request.functionId);
    if (!fn) return refused(requestId, 435, 'The function does not exist.');
    if (fn.reservedConcurrencyMb !== null) {
      const room = Math.floor(fn.reservedConcurrencyMb / fn.memoryMb);
      if (this.instances.busy(request.functionId) >= room)
        return refused(requestId, 432, 'The reserved concurrency is used up.');
    }
    let published: ReturnType<typeof versionOf>;
    try {
      published = versionOf(fn, request.qualifier);
    } catch {
      return refused(requestId, 442, 'The qualifier does not exist.');
    }
    const config = published.config!;
    if (!config.runtime.startsWith('Nodejs'))
      return refused(requestId, 437, `The local cloud cannot run ${config.runtime}.`);
    const record: InvocationRecord = {
      requestId,
      startedMs: this.cloud.clock.nowMs(),
      qualifier: request.qualifier,
      source: request.source,
      retryNum,
      status: 0,
      result: '',
      log: '',
      durationMs: 0,
      memoryBytes: 0,
    };
    remember(fn, record);
    const lease = this.instances.lease(fn, published.version, published);
    const run = await lease.instance.run({
      event: request.event,
      context: runContext(this.cloud.state, fn, config, published.version, requestId),
      env: runEnvironment(lease.key, request.source),
      timeoutSeconds: config.timeoutSeconds,
      clockOffsetMs: this.cloud.clock.nowMs() - Date.now(),
    });
    lease.release();
    const log = runLog(requestId, config.memoryMb, run);
    Object.assign(record, {
      status: run.status,
      result: run.status === 200 ? run.result : run.errorMessage,
      log,
      durationMs: run.durationMs,
      memoryBytes: run.memoryBytes,
    });
    return { ...run, requestId, log };
  }
}

function remember(fn: FunctionState, record: InvocationRecord): void {
  fn.invocations ??= [];
  fn.invocations.push(record);
  if (fn.invocations.length > KEPT_RUNS) fn.invocations.shift();
}

function refused(requestId: string, status: number, errorMessage: string): InvokeOutcome {
  return { requestId, status, result: '', errorMessage, log: '', durationMs: 0, memoryBytes: 0 };
}
