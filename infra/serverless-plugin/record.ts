import { StateError } from '../../lib/store/error.js';
import { decodeVersioned, type VersionedFormat } from '../../lib/store/versioned.js';
import type { DeployCloud } from './resource.js';
import type { Deployment } from './settings.js';

/** A record that deploy keeps beside the state: as it was read, not there, or damaged with the reason. */
export type RecordRead<T> =
  | { readonly status: 'ok'; readonly value: T }
  | { readonly status: 'absent' }
  | { readonly status: 'damaged'; readonly reason: string };

/** Reads one record. What a newer cos403 wrote is refused, and left as it is: writing over it would lose what only that one knows. */
export async function readRecord<T>(
  { cos }: DeployCloud,
  { state }: Deployment,
  key: string,
  format: VersionedFormat<T>,
): Promise<RecordRead<T>> {
  const body = await cos.getObject(state.bucket, key);
  if (body === null) return { status: 'absent' };
  try {
    return { status: 'ok', value: await decodeVersioned(body, format) };
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof StateError && error.code === 'newer-version')
      throw new StateError('newer-version', `nothing was changed: cos://${state.bucket}/${key}: ${message}`);
    return { status: 'damaged', reason: message };
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
