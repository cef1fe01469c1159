/** 32-bit hash of a text by its UTF-16 units, the same everywhere and for ever. */
export function stableTextHash(text: string): number {
  return endHash(hashOn(BASIS, text));
}

/** What a hash begins with. */
export const BASIS = 0x811c9dc5;

/** Goes on with a hash by the units of a text. */
export function hashOn(hash: number, text: string): number {
  let h = hash;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}

/** Goes on with a hash by ASCII bytes. */
export function hashOnBytes(hash: number, bytes: Uint8Array, from: number, to: number): number {
  let h = hash;
  for (let i = from; i < to; i++) h = Math.imul(h ^ bytes[i]!, 0x01000193);
  return h;
}

export function endHash(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}
