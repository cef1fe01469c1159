import { inflateRawSync } from 'node:zlib';

export class ZipError extends Error {
  override readonly name = 'ZipError';
  readonly code = 'zip-invalid';
}

export interface ZipEntry {
  /** With `/`, relative, without `..`. Folders are left out. */
  readonly path: string;
  readonly body: Buffer;
  readonly executable: boolean;
}

/** Uncompressed limit of a function's code (583/11637). */
const MAX_TOTAL = 500 * 1024 * 1024;

/**
 * Reads a zip by its central directory: stored and deflated entries, as every common tool writes them. No zip64, no encryption.
 * Throws `ZipError` for anything else, and for paths that would leave the folder.
 */
export function unzip(zip: Buffer): ZipEntry[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || end + 22 > zip.length) throw new ZipError('This is not a zip file.');
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  const entries: ZipEntry[] = [];
  let total = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== 0x02014b50)
      throw new ZipError('The zip directory is damaged.');
    const method = zip.readUInt16LE(at + 10);
    const packed = zip.readUInt32LE(at + 20);
    const size = zip.readUInt32LE(at + 24);
    const nameLength = zip.readUInt16LE(at + 28);
    const mode = zip.readUInt32LE(at + 38) >>> 16;
    const local = zip.readUInt32LE(at + 42);
    const path = zip.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/');
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    if (path.endsWith('/')) continue;
    if (path.startsWith('/') || path.split('/').includes('..'))
      throw new ZipError(`The zip entry ${JSON.stringify(path)} leaves the folder.`);
    total += size;
    if (total > MAX_TOTAL) throw new ZipError('The code is larger than 500 MB uncompressed.');
    entries.push({ path, body: bodyOf(zip, local, method, packed, size), executable: (mode & 0o111) !== 0 });
  }
  return entries;
}

function bodyOf(zip: Buffer, local: number, method: number, packed: number, size: number): Buffer {
  if (local + 30 > zip.length || zip.readUInt32LE(local) !== 0x04034b50) throw new ZipError('A zip entry is damaged.');
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const data = zip.subarray(start, start + packed);
  if (method === 0) return Buffer.from(data);
  if (method !== 8) throw new ZipError(`Zip compression method ${method} is not supported.`);
  try {
    const body = inflateRawSync(data, { maxOutputLength: Math.max(size, 1) });
    if (body.length !== size) throw new ZipError('A zip entry has a wrong size.');
    return body;
  } catch (cause) {
    throw cause instanceof ZipError ? cause : new ZipError('A zip entry cannot be inflated.', { cause });
  }
}
