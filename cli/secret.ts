import type { Io } from './io.js';

interface Terminal {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

/**
 * Asks for a secret on the terminal without showing what is typed. `null` when standard input is no terminal, or nothing was typed.
 */
export async function askSecret(io: Io, prompt: string): Promise<string | null> {
  const terminal = io.stdin as typeof io.stdin & Terminal;
  if (!terminal.isTTY || !terminal.setRawMode) return null;
  io.stderr.write(prompt);
  terminal.setRawMode(true);
  try {
    return (await readTyped(io)) || null;
  } finally {
    terminal.setRawMode(false);
    terminal.pause();
    io.stderr.write('\n');
  }
}

function readTyped(io: Io): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = '';
    const stop = (settle: () => void) => {
      io.stdin.off('data', onData);
      io.signal.removeEventListener('abort', onAbort);
      settle();
    };
    const onAbort = () => stop(() => reject(io.signal.reason));
    const onData = (chunk: Buffer | string) => {
      for (const character of chunk.toString()) {
        if (character === '\r' || character === '\n' || character === '\u0004') return stop(() => resolve(typed));
        // In raw mode Ctrl-C arrives as a character, not as a signal.
        if (character === '\u0003') return stop(() => reject(new Error('interrupted')));
        typed = character === '\u007f' || character === '\b' ? typed.slice(0, -1) : typed + character;
      }
    };
    io.signal.addEventListener('abort', onAbort);
    io.stdin.on('data', onData);
    io.stdin.resume();
  });
}
