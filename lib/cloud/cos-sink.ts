import { PassThrough, type TransformCallback } from 'node:stream';

/**
 * Where the SDK writes an object. The SDK also writes the body of an error into it (tencent-cloud.md 5.3, trap 1), but
 * its HTTP layer tells a destination that looks like a response the status and the headers first: what follows a
 * status that is no success is swallowed here and never reaches a reader.
 */
export class CosSink extends PassThrough {
  /** Read by the HTTP layer: headers may still be set. */
  readonly headersSent = false;
  readonly received: Record<string, string> = {};
  #success = false;
  #bytes = 0;

  setHeader(name: string, value: unknown): void {
    this.received[name.toLowerCase()] = String(value);
  }

  /** Emits `status`, before any byte. */
  set statusCode(status: number) {
    this.#success = status >= 200 && status < 300;
    this.emit('status', status);
  }

  /** Bytes that have come, of a successful answer. */
  get bytes(): number {
    return this.#bytes;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#success) {
      this.#bytes += chunk.length;
      done(null, chunk);
    } else done();
  }
}
