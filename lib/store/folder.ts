import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StateError } from './error.js';
import type { Store, StoreEntry } from './store.js';

/** Temporary files begin with this and are never listed: a crash leaves no half object behind. */
const TEMPORARY = '.tmp-';

const errno = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** State in a local folder. Objects appear whole or not at all (written beside, then renamed or linked). */
export function folderStore(root: string): Store {
  const base = resolve(root);

  const pathOf = (key: string): string => {
    const parts = key.split('/');
    if (
      key === '' ||
      parts.some((part) => part === '' || part === '.' || part === '..' || part.startsWith(TEMPORARY))
    ) {
      throw new StateError(
        'bad-key',
        `"${key}" is no state key: it must be a relative path without empty or dotted parts`,
      );
    }
    return join(base, ...parts);
  };

  const writeBeside = async (path: string, body: Uint8Array | string): Promise<string> => {
    const temporary = join(dirname(path), `${TEMPORARY}${randomBytes(8).toString('hex')}`);
    try {
      await writeFile(temporary, body, { flag: 'wx' });
    } catch (error) {
      if (errno(error) !== 'ENOENT') throw error;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(temporary, body, { flag: 'wx' });
    }
    return temporary;
  };

  const guarded = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      if (error instanceof StateError) throw error;
      throw new StateError('folder', `cannot ${what} in ${base}: ${(error as Error).message}`, { cause: error });
    }
  };

  return {
    location: base,

    get: (key) =>
      guarded(`read ${key}`, async () => {
        const path = pathOf(key);
        try {
          const [body, info] = await Promise.all([readFile(path), stat(path)]);
          return { body, lastModifiedMs: info.mtimeMs };
        } catch (error) {
          // EISDIR: a prefix of other keys is no object.
          if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errno(error) ?? '')) return null;
          throw error;
        }
      }),

    put: (key, body) =>
      guarded(`write ${key}`, async () => {
        const path = pathOf(key);
        const temporary = await writeBeside(path, body);
        try {
          await rename(temporary, path);
        } catch (error) {
          await rm(temporary, { force: true });
          throw error;
        }
      }),

    putIfAbsent: (key, body) =>
      guarded(`write ${key}`, async () => {
        const path = pathOf(key);
        const temporary = await writeBeside(path, body);
        try {
          await link(temporary, path);
          return 'created';
        } catch (error) {
          if (errno(error) === 'EEXIST') return 'exists';
          // Some file systems have no hard links: create exclusively, at the price of a short torn moment.
          if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(errno(error) ?? '')) throw error;
          return await writeFile(path, body, { flag: 'wx' }).then(
            () => 'created' as const,
            (failure: unknown) => {
              if (errno(failure) === 'EEXIST') return 'exists' as const;
              throw failure;
            },
          );
        } finally {
          await rm(temporary, { force: true });
        }
      }),

    list: (prefix, options) => walk(base, '', prefix, options?.startAfter ?? ''),

    delete: (key) =>
      guarded(`delete ${key}`, async () => {
        try {
          await rm(pathOf(key));
        } catch (error) {
          if (!['ENOENT', 'ENOTDIR'].includes(errno(error) ?? '')) throw error;
        }
      }),
  };
}

/** Depth first in the order of whole keys: a folder sorts as its name with a slash, as COS lists it. */
async function* walk(base: string, folder: string, prefix: string, startAfter: string): AsyncGenerator<StoreEntry> {
  const entries = await readdir(join(base, folder), { withFileTypes: true }).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errno(error) ?? '')) return [];
    throw new StateError('folder', `cannot list ${base}: ${(error as Error).message}`, { cause: error });
  });
  const names = entries
    .filter((entry) => !entry.name.startsWith(TEMPORARY))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  for (const name of names) {
    const key = `${folder}${name}`;
    if (!key.startsWith(prefix) && !prefix.startsWith(key)) continue;
    if (name.endsWith('/')) {
      // Every key below is smaller than startAfter when the folder is, unless startAfter is inside it.
      if (key <= startAfter && !startAfter.startsWith(key)) continue;
      yield* walk(base, key, prefix, startAfter);
      continue;
    }
    if (!key.startsWith(prefix) || key <= startAfter) continue;
    const info = await stat(join(base, key)).catch(() => null);
    // Deleted between the two calls: it is not there.
    if (info === null) continue;
    yield {
      key,
      size: info.size,
      lastModifiedMs: info.mtimeMs,
      etag: `${info.size.toString(16)}-${Math.trunc(info.mtimeMs).toString(16)}`,
    };
  }
}
