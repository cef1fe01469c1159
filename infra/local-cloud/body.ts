import type { IncomingMessage } from 'node:http';

/** The body did not arrive whole. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  constructor(readonly code: 'aborted' | 'too-large') {
    super(
      code === 'aborted' ? 'The client closed the connection in the middle of the body.' : 'The body is too large.',
    );
  }
}

/** Reads a request's body whole. Rejects with `BodyError` when it is cut or larger than `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      // Keep reading, so that the client can hear the answer, but keep nothing.
      if (length <= limit) chunks.push(chunk);
    }
  } catch {
    throw new BodyError('aborted');
  }
  if (length > limit) throw new BodyError('too-large');
  return Buffer.concat(chunks);
}
