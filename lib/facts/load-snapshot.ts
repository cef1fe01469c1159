import { readFile } from 'node:fs/promises';
import { FactsError } from './error.js';
import type { Snapshot } from './snapshot.js';
import { snapshotSchema } from './snapshot-schema.js';

/** Reads a snapshot file. Throws {@link FactsError} that names the file, the place in it and what is wrong. */
export async function loadSnapshot(path: string): Promise<Snapshot> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new FactsError(
      absent ? 'snapshot-not-found' : 'snapshot-not-readable',
      absent
        ? `${path} does not exist: make one with \`cos403 snapshot --bucket <bucket> --out ${path}\``
        : `${path} cannot be read: ${(error as Error).message}`,
      { cause: error },
    );
  }
  return parseSnapshot(text, path);
}

/** The same for a text. `name` is where it came from. */
export function parseSnapshot(text: string, name: string): Snapshot {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FactsError('snapshot-syntax', `${name} is not valid JSON: ${(error as Error).message}`, { cause: error });
  }
  const found = (value as { schema?: unknown } | null)?.schema;
  if (typeof found === 'string' && /^cos403\.snapshot\/\d+$/.test(found) && found !== 'cos403.snapshot/1') {
    throw new FactsError(
      'snapshot-invalid',
      `${name} is ${found}, which this cos403 does not know: upgrade it, or take the snapshot anew`,
    );
  }
  const result = snapshotSchema.safeParse(value);
  if (result.success) return result.data as unknown as Snapshot;
  const lines = result.error.issues.slice(0, 5).map((issue) => {
    const place = issue.path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    return `${place || '/'}: ${sentence(issue)}`;
  });
  throw new FactsError('snapshot-invalid', `${name} is no cos403 snapshot:\n  ${lines.join('\n  ')}`);
}

function sentence(issue: {
  readonly code?: string;
  readonly message: string;
  readonly expected?: string;
  readonly values?: readonly unknown[];
}): string {
  if (issue.code === 'invalid_type') return `must be of type ${issue.expected ?? 'another'}`;
  if (issue.code === 'invalid_value')
    return `must be ${(issue.values ?? []).map((value) => JSON.stringify(value)).join(' or ')}`;
  return issue.message;
}
