import type { Group, Shape, ShapeRequest } from '../aggregate/model.js';
import type { BucketFacts, Snapshot } from '../facts/snapshot.js';
import { type Identity, readIdentity } from '../policy/identity.js';
import { own } from '../policy/pointer.js';
import type { DiagnoseContext } from './model.js';

/** What every decision looks at: one group and what is known of the account. */
export interface View {
  readonly group: Group;
  readonly snapshot: Snapshot;
  readonly context: DiagnoseContext;
  /** Facts of the group's bucket; undefined when nothing was looked at. */
  readonly bucket: BucketFacts | undefined;
  /** Uin of the bucket's owner, from the facts or the log. */
  readonly owner: string | undefined;
  readonly identity: Identity;
  /** "Now" of the facts, ms; NaN when the snapshot does not say. */
  readonly nowMs: number;
}

/** The smallest piece that gets a cause of its own. `request` is null for what a shape counts but does not list. */
export interface Part {
  readonly shape: Shape;
  readonly request: ShapeRequest | null;
}

export function viewOf(group: Group, snapshot: Snapshot, context: DiagnoseContext): View {
  const bucket = own(snapshot.buckets, group.bucket);
  const logged = group.shapes.find((shape) => /^\d+$/.test(shape.accountId))?.accountId;
  const owner = bucket?.ownerUin ?? logged ?? snapshot.account.ownerUin;
  const whole = snapshot.account.ownerUin === undefined && owner !== undefined ? withOwner(snapshot, owner) : snapshot;
  return {
    group,
    snapshot: whole,
    context,
    bucket,
    owner,
    identity: identityOf(group.requester, whole),
    nowMs: Date.parse(snapshot.takenAt),
  };
}

/** The log names the bucket's owner (field 22): whose account it is need not be asked. */
function withOwner(snapshot: Snapshot, ownerUin: string): Snapshot {
  return { ...snapshot, account: { ...snapshot.account, ownerUin } };
}

/** An error body names nobody: whoever asked stays open, signed or not. */
export const UNKNOWN_REQUESTER = 'unknown';

function identityOf(requester: string, snapshot: Snapshot): Identity {
  return requester === UNKNOWN_REQUESTER ? { type: 'key', text: requester } : readIdentity(requester, snapshot);
}

/** Object key of a path: decoded, without the leading slash; null for the bucket itself. */
export function keyOf(path: string): string | null {
  const key = path.replace(/^\//, '');
  return key === '' ? null : key;
}

/** Does the requester belong to another account than the bucket's owner? Without a known owner nobody is foreign. */
export function isForeign(view: View): boolean {
  const { identity, owner } = view;
  return 'root' in identity && owner !== undefined && identity.root !== owner;
}

/** A user, role or root is known, not only a SecretId. */
export function knownId(identity: Identity): { readonly root: string; readonly id: string } | null {
  return 'root' in identity ? identity : null;
}
