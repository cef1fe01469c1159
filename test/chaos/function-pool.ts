import { type ChildProcess, fork } from 'node:child_process';
import { SPEED } from './clock.js';
import type { Answer, Invocation } from './function-process.js';

export type Outcome = { readonly status: 'done' | 'failed' | 'killed' | 'out-of-time'; readonly detail: string };

/** An invocation that runs; `kill` ends its process with SIGKILL at once. */
export interface Running {
  readonly outcome: Promise<Outcome>;
  kill(): void;
}

let invocations = 0;

/** Warm processes of the functions. Whoever is killed is replaced by a fresh one. */
export class FunctionPool {
  readonly #idle: ChildProcess[] = [];
  readonly #all = new Set<ChildProcess>();

  constructor(private readonly boot: readonly string[]) {}

  /** Starts one invocation. As on the platform, a process that is still at work when its time is over is killed. */
  invoke(invocation: Omit<Invocation, 'id'>): Running {
    const child = this.#idle.pop() ?? this.#spawn();
    const id = ++invocations;
    let how: 'killed' | 'out-of-time' | null = null;
    let over = false;
    const end = (why: 'killed' | 'out-of-time') => {
      if (over) return;
      how ??= why;
      child.kill('SIGKILL');
    };
    const outcome = new Promise<Outcome>((resolve) => {
      const limit = setTimeout(() => end('out-of-time'), invocation.limitMs / SPEED);
      const finish = (result: Outcome) => {
        over = true;
        clearTimeout(limit);
        child.off('message', onMessage).off('exit', onExit);
        resolve(result);
      };
      const onMessage = (answer: Answer) => {
        // Killed while the answer was on its way: the platform would not have heard it.
        if (answer.id !== id || how !== null) return;
        this.#idle.push(child);
        if ('error' in answer) finish({ status: 'failed', detail: answer.error });
        else finish({ status: 'done', detail: JSON.stringify(answer.value) ?? '' });
      };
      const onExit = () => {
        this.#all.delete(child);
        finish(how === null ? { status: 'failed', detail: 'the process ended' } : { status: how, detail: '' });
      };
      child.on('message', onMessage).on('exit', onExit);
    });
    child.send({ ...invocation, id } satisfies Invocation);
    return { outcome, kill: () => end('killed') };
  }

  close(): void {
    for (const child of this.#all) child.kill('SIGKILL');
  }

  #spawn(): ChildProcess {
    const [file = '', ...args] = this.boot;
    const child = fork(file, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#all.add(child);
    return child;
  }
}
