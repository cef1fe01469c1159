import { STATE_PREFIXES } from '../store/keys.js';
import { parseLocation } from '../store/open.js';

/**
 * Is this object our own state? Ingesting it would write state, which would be delivered as an event again: a loop. A
 * state that fills a whole bucket owns only its rooms, so that logs may lie beside it.
 */
export function isOwnState(location: string): (bucket: string, key: string) => boolean {
  const state = location.startsWith('cos://') ? parseLocation(location, '/') : null;
  if (state?.kind !== 'cos') return () => false;
  const rooms = Object.values(STATE_PREFIXES);
  return (bucket, key) => {
    if (bucket !== state.bucket) return false;
    if (state.prefix !== '') return key.startsWith(state.prefix);
    return rooms.some((room) => key.startsWith(room));
  };
}
