import type * as z from 'zod/mini';
import type { Snapshot } from '../lib/facts/snapshot.js';
import { snapshotSchema } from '../lib/facts/snapshot-schema.js';
import { wrongValue } from '../lib/text/wrong-value.js';
import { CliError } from './errors.js';
import type { Io } from './io.js';
import { nameOf, readText } from './read-text.js';

/** Reads and checks a snapshot file, `-` for standard input. Errors say which place in the file is wrong. */
export async function readSnapshotFile(io: Io, file: string): Promise<Snapshot> {
  const value = await readJsonFile(io, file, 'a snapshot (cos403 snapshot --out FILE writes one)');
  const checked: object = checkJson(snapshotSchema, value, file);
  return { takenAt: '', account: {}, buckets: {}, cam: {}, ...checked } as unknown as Snapshot;
}

/** `what` completes "FILE is not …" for a file that is no JSON. */
export async function readJsonFile(io: Io, file: string, what: string): Promise<unknown> {
  const content = await readText(io, file);
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new CliError('bad-json', `${nameOf(file)} is not ${what}: ${(error as Error).message}`, { cause: error });
  }
}

/** The value itself when the schema holds; else an error with the path of the first mistakes. */
export function checkJson<T extends z.ZodMiniType>(schema: T, value: unknown, file: string): z.output<T> {
  const result = schema.safeParse(value, { error: wrongValue });
  if (result.success) return value as z.output<T>;
  const mistakes = result.error.issues.slice(0, 3).map((issue) => {
    const path = issue.path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    return `${path || '/'}: ${issue.message}`;
  });
  const more = result.error.issues.length - mistakes.length;
  throw new CliError('bad-file', `${nameOf(file)}: ${mistakes.join('; ')}${more > 0 ? `; and ${more} more` : ''}`);
}
