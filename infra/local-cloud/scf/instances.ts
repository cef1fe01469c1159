import { issueTemporaryKey } from '../api3/temporary-keys.js';
import type { FunctionState, LocalClock, LocalState, PublishedVersion, TemporaryKeyState } from '../state.js';
import { CodeFolders } from './code-folder.js';
import { instanceEnvironment } from './environment.js';
import { Instance } from './instance.js';

/** Credentials of an execution role are renewed in good time; they are valid six hours at most (583/51519). */
const KEY_SECONDS = 7200;
/** An instance that had nothing to do for so long (real time) is ended. */
const IDLE_MS = 10_000;

export interface Lease {
  readonly instance: Instance;
  readonly key: TemporaryKeyState | null;
  /** Gives the instance back: a live one stays warm for the next event. */
  release(): void;
}

interface Pooled {
  readonly instance: Instance;
  readonly identity: string;
  readonly functionId: string;
  key: TemporaryKeyState | null;
  busy: boolean;
  idleTimer: NodeJS.Timeout | null;
}

/** The instances of all functions. Same code and configuration, idle and alive: reused, with its /tmp and its variables. */
export class Instances {
  #folders: CodeFolders | null = null;
  readonly #all = new Set<Pooled>();

  constructor(
    private readonly cloud: { readonly state: LocalState; readonly clock: LocalClock; readonly url: string },
  ) {}

  lease(fn: FunctionState, version: string, published: PublishedVersion): Lease {
    const config = published.config!;
    const identity = JSON.stringify([fn.namespace, fn.name, version, config]);
    let pooled = [...this.#all].find((one) => one.identity === identity && !one.busy && one.instance.alive);
    if (!pooled) {
      pooled = this.#start(fn, version, published, identity);
      this.#all.add(pooled);
    }
    pooled.busy = true;
    if (pooled.idleTimer) clearTimeout(pooled.idleTimer);
    pooled.key = this.#freshKey(config.role, pooled.key);
    const held = pooled;
    return { instance: held.instance, key: held.key, release: () => this.#release(held) };
  }

  /** Number of events being run for a function. */
  busy(functionId: string): number {
    return [...this.#all].filter((one) => one.functionId === functionId && one.busy).length;
  }

  /** Ends the instance that signs with this temporary key, in the middle of what it does. `false`: no instance has it. */
  crash(secretId: string): boolean {
    for (const one of this.#all) {
      if (one.key?.secretId !== secretId || !one.instance.alive) continue;
      one.instance.kill();
      return true;
    }
    return false;
  }

  /** The function behind a temporary key, `namespace/name`. */
  functionOf(secretId: string): string | undefined {
    return [...this.#all].find((one) => one.key?.secretId === secretId)?.functionId;
  }

  close(): void {
    for (const one of this.#all) {
      if (one.idleTimer) clearTimeout(one.idleTimer);
      one.instance.kill();
    }
    this.#all.clear();
    this.#folders?.remove();
    this.#folders = null;
  }

  #start(fn: FunctionState, version: string, published: PublishedVersion, identity: string): Pooled {
    this.#folders ??= new CodeFolders();
    const config = published.config!;
    const codeRoot = this.#folders.code(config.codeHash, published.zip);
    const scratch = this.#folders.scratch();
    const instance = new Instance({
      bootstrap: this.#folders.bootstrap,
      codeRoot,
      handler: config.handler,
      scratch,
      memoryMb: config.memoryMb,
      initTimeoutSeconds: fn.initTimeoutSeconds ?? 65,
      environment: instanceEnvironment({
        state: this.cloud.state,
        fn,
        config,
        version,
        codeRoot,
        scratch,
        cloudUrl: this.cloud.url,
      }),
    });
    return { instance, identity, functionId: `${fn.namespace}/${fn.name}`, key: null, busy: true, idleTimer: null };
  }

  #release(pooled: Pooled): void {
    pooled.busy = false;
    if (!pooled.instance.alive) {
      this.#forget(pooled);
      return;
    }
    pooled.idleTimer = setTimeout(() => {
      pooled.instance.kill();
      this.#forget(pooled);
    }, IDLE_MS);
    pooled.idleTimer.unref();
  }

  #forget(pooled: Pooled): void {
    this.#all.delete(pooled);
    this.#folders?.drop(pooled.instance.options.scratch);
  }

  #freshKey(roleName: string, known: TemporaryKeyState | null): TemporaryKeyState | null {
    const { state, clock } = this.cloud;
    const role = [...state.roles.values()].find((one) => one.name === roleName);
    if (!role) return null;
    const nowMs = clock.nowMs();
    if (known && state.temporaryKeys.has(known.secretId) && known.expiresMs - nowMs > (KEY_SECONDS * 1000) / 2)
      return known;
    return issueTemporaryKey(state, {
      requester: `${state.ownerUin}:${role.id}`,
      sessionPolicy: null,
      nowMs,
      expiresMs: nowMs + KEY_SECONDS * 1000,
      session: 'scf',
      issuedBy: state.ownerUin,
    });
  }
}
