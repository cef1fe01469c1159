import { randomBytes } from 'node:crypto';
import type { PolicyDocument } from '../../../lib/facts/snapshot.js';
import type { LocalState, TemporaryKeyState } from '../state.js';

/**
 * Makes a temporary key of the form that captured real ones have: `AKID`, 68 characters in all, with `-` and `_` (reference 1.1.4).
 * Expired keys are dropped on the way, so that a long-running cloud does not keep them all.
 */
export function issueTemporaryKey(
  state: LocalState,
  options: {
    readonly requester: string;
    readonly sessionPolicy: PolicyDocument | null;
    readonly expiresMs: number;
    readonly nowMs: number;
    readonly session: string;
    readonly issuedBy: string;
  },
): TemporaryKeyState {
  for (const [id, key] of state.temporaryKeys) {
    // A day of grace: the log and the tests still want to see keys that have just expired.
    if (key.expiresMs < options.nowMs - 86_400_000) state.temporaryKeys.delete(id);
  }
  const id = randomBytes(46).toString('base64url').slice(0, 60);
  const key: TemporaryKeyState = {
    secretId: `AKID-_${id}`.slice(0, 68).padEnd(68, 'x'),
    secretKey: randomBytes(32).toString('base64'),
    token: randomBytes(150).toString('base64url'),
    requester: options.requester,
    sessionPolicy: options.sessionPolicy,
    expiresMs: options.expiresMs,
    session: options.session,
    issuedBy: options.issuedBy,
  };
  state.temporaryKeys.set(key.secretId, key);
  return key;
}
