import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { StateError } from './error.js';
import { corruptKey } from './keys.js';
import type { Store } from './store.js';

const inflate = promisify(gunzip);
const deflate = promisify(gzip);

/** A state object as it was found. `corrupt`: it was moved to `movedTo` (null when even that failed) and is to be reported. */
export type VersionedRead<T> =
  | { readonly status: 'ok'; readonly value: T }
  | { readonly status: 'absent' }
  | { readonly status: 'corrupt'; readonly reason: string; readonly movedTo: string | null };

/** How to read one sort of state object. */
export interface VersionedFormat<T> {
  /** `cos403.incident/1` */
  readonly schema: string;
  /** Checks and types the parsed object; throws when it is not of this format. */
  readonly parse?: (value: Record<string, unknown>) => T;
  /** Lifts an older version (its number is given) to the present one. Without it, older versions count as corrupt. */
  readonly upgrade?: (value: Record<string, unknown>, version: number) => Record<string, unknown>;
}

/** Decompressed size that no state object of ours reaches. */
const MAX_STATE_BYTES = 512 * 1024 * 1024;

/**
 * Reads one state object. Damage never throws: the object is set aside under `corrupt/` so that the run goes on and
 * a person can look at it. A version that is newer than this program throws (`newer-version`): writing over what a
 * newer program keeps would lose it.
 */
export async function readVersioned<T>(
  store: Store,
  key: string,
  format: VersionedFormat<T>,
): Promise<VersionedRead<T>> {
  const object = await store.get(key);
  if (object === null) return { status: 'absent' };
  try {
    return { status: 'ok', value: await decodeVersioned(object.body, format) };
  } catch (error) {
    if (error instanceof StateError && error.code === 'newer-version') {
      throw new StateError('newer-version', `${store.location}: ${key}: ${error.message}`);
    }
    return { status: 'corrupt', reason: (error as Error).message, movedTo: await setAside(store, key, object.body) };
  }
}

/** Parses the bytes of a state object, gzip or plain. Throws on damage, and a `newer-version` StateError. */
export async function decodeVersioned<T>(body: Buffer, format: VersionedFormat<T>): Promise<T> {
  const text = isGzip(body) ? await inflate(body, { maxOutputLength: MAX_STATE_BYTES }) : body;
  const value: unknown = JSON.parse(text.toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not a JSON object');
  const found = (value as { schema?: unknown }).schema;
  const [name, version] = splitSchema(format.schema);
  const [foundName, foundVersion] = splitSchema(found);
  if (foundName !== name) throw new Error(`schema is ${JSON.stringify(found) ?? 'missing'}, expected ${format.schema}`);
  let object = value as Record<string, unknown>;
  if (foundVersion > version) {
    throw new StateError(
      'newer-version',
      `written as ${String(found)} by a newer cos403 than this one (it knows ${format.schema}): upgrade cos403`,
    );
  }
  if (foundVersion < version) {
    if (!format.upgrade) throw new Error(`${String(found)} is too old to be read (this cos403 knows ${format.schema})`);
    object = format.upgrade(object, foundVersion);
  }
  return format.parse ? format.parse(object) : (object as T);
}

/** The bytes of a state object: gzip when the key ends in `.gz`. The same value gives the same bytes. */
export async function encodeVersioned(key: string, value: { readonly schema: string }): Promise<Buffer> {
  const text = Buffer.from(`${JSON.stringify(value)}\n`);
  return key.endsWith('.gz') ? deflate(text) : text;
}

/** Writes one state object. */
export async function writeVersioned(store: Store, key: string, value: { readonly schema: string }): Promise<void> {
  await store.put(key, await encodeVersioned(key, value), putOptions(key));
}

/** Creates one state object unless it exists. */
export async function createVersioned(
  store: Store,
  key: string,
  value: { readonly schema: string },
): Promise<'created' | 'exists'> {
  return store.putIfAbsent(key, await encodeVersioned(key, value), putOptions(key));
}

/** Content type by key. No Content-Encoding: a client that inflates on its own would hand us other bytes than we hash. */
export function putOptions(key: string): { readonly contentType: string } {
  return { contentType: key.endsWith('.gz') ? 'application/gzip' : 'application/json' };
}

async function setAside(store: Store, key: string, body: Buffer): Promise<string | null> {
  const target = corruptKey(key);
  try {
    await store.put(target, body);
    await store.delete(key);
    return target;
  } catch {
    return null;
  }
}

function isGzip(body: Buffer): boolean {
  return body.length > 1 && body[0] === 0x1f && body[1] === 0x8b;
}

/** `cos403.incident/12` → its name and 12; a text that is no schema has version NaN and an impossible name. */
function splitSchema(schema: unknown): [string, number] {
  const match = typeof schema === 'string' ? /^(cos403\.[a-z-]+)\/([1-9]\d{0,5})$/.exec(schema) : null;
  return match ? [match[1] ?? '', Number(match[2])] : ['', Number.NaN];
}
