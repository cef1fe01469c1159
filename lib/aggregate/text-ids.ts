import type { Texts } from './columns.js';
import type { Interner } from './interner.js';

/** Dictionary of columns → text numbers of an aggregate, each looked up when it is first needed. */
export class TextIds {
  private readonly ids: Int32Array;
  private readonly bytes: Buffer | null;

  constructor(
    private readonly interner: Interner,
    private readonly texts: Texts,
  ) {
    this.ids = new Int32Array('bytes' in texts ? texts.ends.length : texts.length).fill(-1);
    this.bytes =
      'bytes' in texts ? Buffer.from(texts.bytes.buffer, texts.bytes.byteOffset, texts.bytes.byteLength) : null;
  }

  text(index: number): string {
    const { texts } = this;
    if (!('bytes' in texts)) return texts[index]!;
    return this.bytes!.toString('utf8', this.start(texts.ends, index), texts.ends[index]);
  }

  id(index: number): number {
    let id = this.ids[index]!;
    if (id < 0) {
      id = this.intern(index);
      this.ids[index] = id;
    }
    return id;
  }

  private intern(index: number): number {
    const { texts } = this;
    if (!('bytes' in texts)) return this.interner.internText(texts[index]!);
    return this.interner.intern(texts.bytes, this.start(texts.ends, index), texts.ends[index]!);
  }

  private start(ends: Uint32Array, index: number): number {
    return index === 0 ? 0 : ends[index - 1]!;
  }
}
