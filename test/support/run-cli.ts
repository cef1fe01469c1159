import { Readable, Writable } from 'node:stream';
import { main } from '../../cli/main.js';

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliWorld {
  readonly stdin?: Readable;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly nowMs?: () => number;
  readonly columns?: number;
  readonly signal?: AbortSignal;
  /** Instead of one that is collected. */
  readonly stdout?: Writable;
}

/** Runs a command in this process with a world of its own, and answers what a shell would see. */
export async function runCli(argv: readonly string[], world: CliWorld = {}): Promise<CliResult> {
  const collect = (into: Buffer[]) =>
    Object.assign(
      new Writable({
        write(chunk, _encoding, done) {
          into.push(Buffer.from(chunk));
          done();
        },
      }),
      { isTTY: false, ...(world.columns === undefined ? {} : { columns: world.columns }) },
    );
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  let code = 0;
  await main(argv, {
    stdin: world.stdin ?? Readable.from([]),
    stdout: world.stdout ?? collect(out),
    stderr: collect(err),
    env: world.env ?? {},
    cwd: world.cwd ?? process.cwd(),
    nowMs: world.nowMs ?? Date.now,
    signal: world.signal ?? new AbortController().signal,
    exit: (next) => {
      code = next;
    },
  });
  return { code, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') };
}
