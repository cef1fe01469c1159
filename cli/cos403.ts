import { main } from './main.js';
import { stdinReader } from './stdin.js';

const abort = new AbortController();
let interrupted = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    process.exitCode = 1;
    abort.abort(new Error(signal));
    // A second signal ends at once, whatever the command is waiting for.
    if (++interrupted > 1) process.exit(1);
  });
}
// `cos403 scan | head`: a closed pipe is not our failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const readStdin = stdinReader();

void main(process.argv.slice(2), {
  // Made only for those who ask: it takes hold of the descriptor.
  get stdin() {
    return process.stdin;
  },
  ...(readStdin === undefined ? {} : { readStdin }),
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  nowMs: Date.now,
  signal: abort.signal,
  exit: (code) => {
    process.exitCode = code;
  },
});
