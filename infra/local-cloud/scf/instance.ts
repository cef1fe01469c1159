import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { functionUser } from './function-user.js';

export interface InstanceOptions {
  readonly bootstrap: string;
  readonly codeRoot: string;
  readonly handler: string;
  readonly scratch: string;
  readonly memoryMb: number;
  readonly initTimeoutSeconds: number;
  readonly environment: Record<string, string>;
}

export interface RunInput {
  readonly event: string;
  readonly context: Record<string, unknown>;
  readonly env: Record<string, string | null>;
  readonly timeoutSeconds: number;
  /** Local time minus real time. */
  readonly clockOffsetMs: number;
}

/** `status` as in reference table 3.6. */
export interface RunOutput {
  readonly status: number;
  readonly result: string;
  readonly errorMessage: string;
  readonly output: string;
  readonly durationMs: number;
  readonly memoryBytes: number;
  /** Time of loading the code, on a cold start. */
  readonly initMs: number | null;
}

interface Answer {
  readonly result?: string;
  readonly error?: string;
  readonly errorType?: 'code' | 'load';
  readonly initMs?: number;
  readonly maxRssKb?: number;
}

const MAX_OUTPUT = 256 * 1024;
const MAX_RESULT = 6 * 1024 * 1024;

/** One instance of a function: a child process that runs one event at a time and is thrown away after any failure. */
export class Instance {
  readonly #child: ChildProcess;
  readonly #started = performance.now();
  #output = '';
  #alive = true;
  #onEnd: ((status: number, message: string) => void) | null = null;
  #onAnswer: ((answer: Answer) => void) | null = null;

  constructor(readonly options: InstanceOptions) {
    this.#child = spawn(
      process.execPath,
      [`--max-old-space-size=${options.memoryMb}`, options.bootstrap, options.codeRoot, options.handler],
      {
        cwd: options.codeRoot,
        env: options.environment,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        ...functionUser(),
      },
    );
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-MAX_OUTPUT);
      });
    }
    this.#child.on('message', (message: Answer) => this.#onAnswer?.(message));
    this.#child.on('error', (error) => this.#ended(500, error.message));
    // `close`, not `exit`: what the function printed last has arrived then.
    this.#child.on('close', (code, signal) => {
      const outOfMemory = /heap out of memory|Allocation failed/.test(this.#output);
      this.#ended(outOfMemory ? 434 : 439, `the process exited with ${signal ?? `code ${code}`}`);
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Runs one event. Never rejects; an instance that failed is dead afterwards. */
  async run(input: RunInput): Promise<RunOutput> {
    const started = performance.now();
    const cold = this.#started;
    let initMs: number | null = null;
    this.#output = '';
    const ended = await new Promise<{ status: number; result: string; message: string; maxRssKb: number }>(
      (resolve) => {
        const finish = (status: number, result: string, message: string, maxRssKb = 0) => {
          clearTimeout(timer);
          clearInterval(memory);
          this.#onEnd = null;
          this.#onAnswer = null;
          if (status !== 200) this.kill();
          resolve({ status, result, message, maxRssKb });
        };
        const late = () => finish(433, '', `Invoking task timed out after ${input.timeoutSeconds} seconds`);
        // A cold instance has its own limit for loading; the run's limit starts with the handler.
        let timer = setTimeout(late, (input.timeoutSeconds + this.options.initTimeoutSeconds) * 1000);
        const memory = setInterval(() => {
          if (this.#anonymousBytes() > this.options.memoryMb * 1024 * 1024) finish(434, '', 'Memory limit exceeded');
        }, 50);
        this.#onEnd = (status, message) => finish(status, '', message);
        this.#onAnswer = (answer) => {
          if (answer.initMs !== undefined) initMs = performance.now() - cold;
          if (answer.error !== undefined) {
            return finish(answer.errorType === 'load' ? 437 : 430, '', answer.error, answer.maxRssKb);
          }
          if (answer.result !== undefined) {
            if (Buffer.byteLength(answer.result) > MAX_RESULT)
              return finish(407, '', 'The response is larger than 6 MB');
            return finish(200, answer.result, '', answer.maxRssKb);
          }
          clearTimeout(timer);
          timer = setTimeout(late, input.timeoutSeconds * 1000);
        };
        if (!this.#alive) return finish(439, '', 'the process exited');
        const { event, context, env, clockOffsetMs } = input;
        this.#child.send({ event, context, env, clockOffsetMs }, (error) => {
          if (error) finish(439, '', error.message);
        });
      },
    );
    // Standard output comes over another pipe than the answer: give it a turn.
    await new Promise((turn) => setImmediate(turn));
    return {
      status: ended.status,
      result: ended.result,
      errorMessage: ended.message,
      output: this.#output,
      durationMs: Math.round((performance.now() - started) * 100) / 100,
      memoryBytes: ended.maxRssKb * 1024,
      initMs,
    };
  }

  /** Ends the process at once, whatever it does. */
  kill(): void {
    this.#alive = false;
    this.#child.kill('SIGKILL');
  }

  #ended(status: number, message: string): void {
    this.#alive = false;
    this.#onEnd?.(status, message);
  }

  /** Memory that counts against the limit: pages of the program file itself do not. 0 where the system does not tell. */
  #anonymousBytes(): number {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, 'latin1');
      return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
    } catch {
      return 0;
    }
  }
}
