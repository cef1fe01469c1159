/** Reads chunks with the possibility to give bytes back: what a member of a gzip file left over belongs to the next one. */
export class ByteSource {
  private readonly iterator: AsyncIterator<Uint8Array>;
  private pending: Buffer | null = null;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.iterator = chunks[Symbol.asyncIterator]();
  }

  /** The next bytes, never empty; null at the end. */
  async next(): Promise<Buffer | null> {
    if (this.pending !== null) {
      const chunk = this.pending;
      this.pending = null;
      return chunk;
    }
    for (;;) {
      const { done, value } = await this.iterator.next();
      if (done) return null;
      if (value.length > 0) return Buffer.from(value.buffer, value.byteOffset, value.length);
    }
  }

  /** Gives bytes back to the front. */
  unread(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.pending = this.pending === null ? bytes : Buffer.concat([bytes, this.pending]);
  }

  /** The next `length` bytes, or fewer at the end. */
  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let have = 0;
    while (have < length) {
      const chunk = await this.next();
      if (chunk === null) break;
      const part = chunk.subarray(0, length - have);
      this.unread(chunk.subarray(part.length));
      // The source may use its buffer again.
      parts.push(Buffer.from(part));
      have += part.length;
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  /** Lets go of the source without reading it to its end. */
  async close(): Promise<void> {
    await this.iterator.return?.();
  }
}
