/** CRC-64/ECMA-182 reflected (`x-cos-hash-crc64ecma`, 7745), as two 32-bit halves because BigInt arithmetic per byte is slow. */
const [LOW, HIGH] = tables();

function tables(): [Uint32Array, Uint32Array] {
  const low = new Uint32Array(256);
  const high = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    let [l, h] = [i, 0];
    for (let bit = 0; bit < 8; bit++) {
      const carry = l & 1;
      l = ((l >>> 1) | (h << 31)) >>> 0;
      h >>>= 1;
      if (carry) {
        l = (l ^ 0xd7870f42) >>> 0;
        h = (h ^ 0xc96c5795) >>> 0;
      }
    }
    low[i] = l;
    high[i] = h;
  }
  return [low, high];
}

const known = new WeakMap<Uint8Array, string>();

/** The checksum as headers carry it. Bodies are never changed in place, so each is summed up once. */
export function crc64Header(body: Uint8Array): string {
  let text = known.get(body);
  if (text === undefined) known.set(body, (text = crc64(body).toString()));
  return text;
}

export function crc64(bytes: Uint8Array): bigint {
  let [l, h] = [0xffffffff, 0xffffffff];
  for (let i = 0; i < bytes.length; i++) {
    const index = (l ^ bytes[i]!) & 0xff;
    l = (((l >>> 8) | (h << 24)) >>> 0) ^ LOW[index]!;
    h = (h >>> 8) ^ HIGH[index]!;
  }
  return (BigInt((h ^ 0xffffffff) >>> 0) << 32n) | BigInt((l ^ 0xffffffff) >>> 0);
}
