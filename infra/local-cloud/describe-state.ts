import type { LocalState } from './state.js';

/** Secrets and bodies stay inside: the route is open to everything that runs on this machine. */
const HIDDEN = new Set(['secretKey', 'token', 'zip']);

/** The state as plain JSON: maps become objects, bodies their size. */
export function describeState(state: LocalState): unknown {
  return JSON.parse(
    JSON.stringify(state, (name, value: unknown) => {
      if (HIDDEN.has(name)) return undefined;
      if (value instanceof Map) return Object.fromEntries(value);
      // Buffer.toJSON has run before the replacer sees it.
      if (isBufferJson(value)) return { bytes: value.data.length };
      return value;
    }),
  );
}

function isBufferJson(value: unknown): value is { type: 'Buffer'; data: number[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { type?: unknown }).type === 'Buffer' &&
    Array.isArray((value as { data?: unknown }).data)
  );
}
