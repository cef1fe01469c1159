import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { zipSync } from 'fflate';

/** A function's code as it is uploaded. The same files give the same bytes, whatever the machine and the time. */
export interface CodePackage {
  readonly zip: Buffer;
  /** SHA-256 of the zip, hex. */
  readonly hash: string;
  /** Sum of the files, bytes. */
  readonly unpackedBytes: number;
}

/** The earliest time a zip can hold: file times must not change the package. */
const FIXED_TIME = '1980-01-01T00:00:00';

function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesBelow(path) : [path];
    });
}

/** Zips a built function folder (`dist/functions/ingest`). */
export function packageFunction(folder: string): CodePackage {
  const files: Record<string, [Uint8Array, { mtime: string; os: number; attrs: number }]> = {};
  let unpackedBytes = 0;
  for (const path of filesBelow(folder)) {
    const bytes = readFileSync(path);
    unpackedBytes += bytes.length;
    // Unix, regular file, readable by all: SCF runs the code as another user.
    files[relative(folder, path)] = [bytes, { mtime: FIXED_TIME, os: 3, attrs: 0o100644 << 16 }];
  }
  const zip = Buffer.from(zipSync(files, { level: 9 }));
  return { zip, hash: createHash('sha256').update(zip).digest('hex'), unpackedBytes };
}
