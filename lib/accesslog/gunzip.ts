import { once } from 'node:events';
import { crc32, createInflateRaw } from 'node:zlib';
import type { ByteSource } from './byte-source.js';
import { Inflater } from './inflate.js';
import { Kernel } from './kernel.js';

/** Why a gzip file is not whole. What was decoded before counts. */
export type Damage = 'truncated' | 'corrupt' | 'checksum' | 'trailing-bytes';

/** How a gzip file ended: `cut` tells that the damage lies inside the text, so that its last line may not be whole. */
export interface GunzipEnd {
  readonly damage: Damage | null;
  readonly cut: boolean;
}

const WHOLE: GunzipEnd = { damage: null, cut: false };

/**
 * Decodes a gzip file of any number of members (RFC 1952) and hands each decoded piece to `push`. Checks CRC-32 and length of every member.
 * Damage in the data is told in the result; errors of the source reject.
 */
export async function gunzip(
  source: ByteSource,
  push: (piece: Buffer) => void,
  kernel: Kernel | null = Kernel.open(),
): Promise<GunzipEnd> {
  const inflater = kernel === null ? null : new Inflater(kernel);
  for (let member = 0; ; member++) {
    const header = await readHeader(source);
    if (header === 'end' && member > 0) return WHOLE;
    if (header === 'end' || header === 'truncated') return { damage: 'truncated', cut: false };
    if (header === 'other') return { damage: member === 0 ? 'corrupt' : 'trailing-bytes', cut: false };
    const result =
      inflater === null ? await inflateWithZlib(source, push) : await inflateMember(source, inflater, push);
    if (typeof result === 'string') return { damage: result, cut: true };
    const trailer = await source.take(8);
    if (trailer.length < 8) return { damage: 'truncated', cut: false };
    if (trailer.readUInt32LE(0) !== result.crc || trailer.readUInt32LE(4) !== result.length % 2 ** 32) {
      return { damage: 'checksum', cut: false };
    }
  }
}

type Header = 'member' | 'end' | 'truncated' | 'other';

/** Reads a member's header. Zero padding after a member is no damage (tapes and object stores add it). */
async function readHeader(source: ByteSource): Promise<Header> {
  const first = await skipZeros(source);
  if (first === null) return 'end';
  source.unread(first);
  const fixed = await source.take(10);
  if (fixed[0] !== 0x1f || (fixed.length > 1 && fixed[1] !== 0x8b)) return 'other';
  if (fixed.length < 10) return 'truncated';
  const flags = fixed[3]!;
  if (fixed[2] !== 8 || (flags & 0xe0) !== 0) return 'other';
  if ((flags & 4) !== 0) {
    const size = await source.take(2);
    if (size.length < 2) return 'truncated';
    const length = size.readUInt16LE(0);
    if ((await source.take(length)).length < length) return 'truncated';
  }
  for (const bit of [8, 16]) if ((flags & bit) !== 0 && !(await skipText(source))) return 'truncated';
  if ((flags & 2) !== 0 && (await source.take(2)).length < 2) return 'truncated';
  return 'member';
}

async function skipZeros(source: ByteSource): Promise<Buffer | null> {
  for (let chunk = await source.next(); chunk !== null; chunk = await source.next()) {
    const at = chunk.findIndex((byte) => byte !== 0);
    if (at >= 0) return chunk.subarray(at);
  }
  return null;
}

async function skipText(source: ByteSource): Promise<boolean> {
  for (let chunk = await source.next(); chunk !== null; chunk = await source.next()) {
    const zero = chunk.indexOf(0);
    if (zero < 0) continue;
    source.unread(chunk.subarray(zero + 1));
    return true;
  }
  return false;
}

interface Inflated {
  readonly crc: number;
  readonly length: number;
}

async function inflateMember(
  source: ByteSource,
  inflater: Inflater,
  push: (piece: Buffer) => void,
): Promise<Inflated | 'corrupt' | 'truncated'> {
  let crc = 0;
  let length = 0;
  const output = (piece: Buffer) => {
    crc = crc32(piece, crc);
    length += piece.length;
    push(piece);
  };
  inflater.begin();
  for (;;) {
    const outcome = inflater.push(await source.next(), output);
    if (outcome === 'more') continue;
    if (typeof outcome === 'string') return outcome;
    source.unread(outcome.rest);
    return { crc, length };
  }
}

/** The same with zlib's stream, which loses what it decoded in the step in which an error occurs. */
async function inflateWithZlib(
  source: ByteSource,
  push: (piece: Buffer) => void,
): Promise<Inflated | 'corrupt' | 'truncated'> {
  const inflate = createInflateRaw();
  let crc = 0;
  let length = 0;
  let failed = false;
  inflate.on('error', () => {
    failed = true;
  });
  inflate.on('data', (piece: Buffer) => {
    crc = crc32(piece, crc);
    length += piece.length;
    push(piece);
  });
  const end = once(inflate, 'end').then(
    () => true,
    () => false,
  );
  let given = 0;
  for (let chunk = await source.next(); chunk !== null; chunk = await source.next()) {
    given += chunk.length;
    await new Promise<void>((resolve) => {
      inflate.once('error', () => resolve());
      inflate.write(chunk, () => resolve());
    });
    if (failed) return 'corrupt';
    // What zlib did not take lies behind the member.
    const rest = given - inflate.bytesWritten;
    if (rest === 0 && !inflate.readableEnded) continue;
    inflate.end();
    await end;
    source.unread(Buffer.from(chunk.subarray(chunk.length - rest)));
    return { crc, length };
  }
  inflate.destroy();
  return 'truncated';
}
