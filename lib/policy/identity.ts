import type { Snapshot } from '../facts/snapshot.js';
import { own } from './pointer.js';

/** Who asks. `key`: authentication told no identity, only a SecretId is known. */
export type Identity =
  | { readonly type: 'anonymous'; readonly text: string }
  | { readonly type: 'key'; readonly text: string }
  | { readonly type: 'root'; readonly text: string; readonly root: string; readonly id: string }
  | { readonly type: 'user'; readonly text: string; readonly root: string; readonly id: string }
  | {
      readonly type: 'role';
      readonly text: string;
      readonly root: string;
      readonly id: string;
      /** `undefined`: not known. */
      readonly name: string | undefined;
    };

/**
 * Reads field 24 of the log (16920): `R:S`, `R:roleId`, `anonymous` or `-`; `key:<SecretId>` is looked up among the account's keys.
 * Role ids are long numbers, uins have 9 to 12 digits; a role or user of the snapshot is believed first.
 */
export function readIdentity(requester: string, snapshot: Snapshot): Identity {
  const text = requester.trim();
  if (text === 'anonymous' || text === '-') return { type: 'anonymous', text: 'anonymous' };
  if (text.startsWith('key:')) return ofKey(text, text.slice(4), snapshot);
  const [root, id = root] = text.split(':') as [string, string?];
  if (root === id) return { type: 'root', text, root, id };
  if (root === ownerOfAccount(snapshot)) {
    const role = own(snapshot.cam.roles, id);
    if (role) return { type: 'role', text, root, id, name: role.name };
    if (own(snapshot.cam.users, id)) return { type: 'user', text, root, id };
  }
  return id.length > 15 ? { type: 'role', text, root, id, name: undefined } : { type: 'user', text, root, id };
}

function ofKey(text: string, secretId: string, snapshot: Snapshot): Identity {
  const root = ownerOfAccount(snapshot);
  for (const [uin, user] of Object.entries(snapshot.cam.users ?? {})) {
    if (root === undefined || !user.accessKeys?.some((key) => key.id === secretId)) continue;
    return { type: uin === root ? 'root' : 'user', text, root, id: uin };
  }
  return { type: 'key', text };
}

/** The root account of the snapshot: as written, else the user of type `root` in the list. */
export function ownerOfAccount(snapshot: Snapshot): string | undefined {
  if (snapshot.account.ownerUin !== undefined) return snapshot.account.ownerUin;
  return Object.entries(snapshot.cam.users ?? {}).find(([, user]) => user.type === 'root')?.[0];
}
