import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';

const PIECE = 64 << 10;

/**
 * Reads a pipe to its end, in one buffer again and again: a piece is valid until the next one is asked for. A stream would make a buffer a
 * piece, which costs three times the time and 30 MB.
 */
export async function* readPipe(fd: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(PIECE);
  let length = 0;
  let over = false;
  let failure: Error | null = null;
  let wake = () => {};
  const callback = (bytes: number) => {
    length = bytes;
    wake();
    // No more until the piece is taken.
    return false;
  };
  const options: SocketConstructorOpts & { onread: OnReadOpts } = {
    fd,
    readable: true,
    writable: false,
    onread: { buffer, callback },
  };
  const socket = new Socket(options);
  const end = (error?: unknown) => {
    over = true;
    if (error instanceof Error) failure ??= error;
    wake();
  };
  socket.on('error', end).on('end', end).on('close', end);
  try {
    for (;;) {
      if (length === 0 && !over) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          socket.resume();
        });
      }
      if (length > 0) {
        const piece = buffer.subarray(0, length);
        length = 0;
        yield piece;
      } else if (failure !== null) throw failure;
      else if (over) return;
    }
  } finally {
    socket.destroy();
  }
}
