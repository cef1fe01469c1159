import type { LocalState } from './state.js';

/** Secrets and code stay inside: the route is open to everything that runs on this machine. */
const HIDDEN = new Set(['secretKey', 'token', 'zip']);

/** The state as plain JSON: maps become objects, bodies their size. */
export function describeState(state: LocalState): unknown {
  return plain(state);
}

/** Walks by itself: JSON.stringify would first turn every body into a list of numbers. */
function plain(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return { bytes: value.length };
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [key, plain(one)]));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (HIDDEN.has(key) ? [] : [[key, plain(one)]])),
  );
}
