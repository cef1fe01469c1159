import type { Readable, Writable } from 'node:stream';

/** The world as a command sees it: injected, so that tests run commands in process. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Standard input read to its end at once, each piece valid until the next one; absent where only a stream is there. */
  readStdin?(): AsyncIterable<Uint8Array>;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  nowMs(): number;
  /** Aborted on SIGINT/SIGTERM. */
  readonly signal: AbortSignal;
  /** Sets the exit code: 1 failed, 2 wrong usage. */
  exit(code: 0 | 1 | 2): void;
}
