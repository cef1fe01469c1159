import type { Snapshot } from '../../facts/snapshot.js';
import { contextOf } from '../../policy/context.js';
import { own } from '../../policy/pointer.js';
import type { SimulationRequest } from '../../policy/types.js';
import { keyOf, type Part, UNKNOWN_REQUESTER, type View } from '../view.js';

/** The request of one part, as the simulator takes it. Without a listed request its path and address are unknown. */
export function requestOf(part: Part, view: View): SimulationRequest {
  const { shape, request } = part;
  const path = request?.path ?? '/';
  return {
    requester: view.group.requester === UNKNOWN_REQUESTER ? 'key:-' : view.group.requester,
    action: shape.action,
    bucket: shape.action === 'name/cos:GetService' ? null : view.group.bucket,
    key: keyOf(path),
    context: contextOf(request ?? { path, remoteIp: '-', count: 0 }, shape),
  };
}

/**
 * The snapshot with what the log itself tells of the bucket: its owner (field 22) and region (field 3). The snapshot's word wins.
 */
export function withLogFacts(part: Part, view: View): Snapshot {
  const { snapshot, group, owner } = view;
  const facts = own(snapshot.buckets, group.bucket) ?? {};
  const region =
    facts.region ?? (part.shape.region === '-' || part.shape.region === '' ? undefined : part.shape.region);
  const ownerUin = facts.ownerUin ?? owner;
  return {
    ...snapshot,
    account: {
      ...snapshot.account,
      ...(snapshot.account.ownerUin === undefined && owner !== undefined ? { ownerUin: owner } : {}),
    },
    buckets: {
      ...snapshot.buckets,
      [group.bucket]: {
        ...facts,
        ...(region === undefined ? {} : { region }),
        ...(ownerUin === undefined ? {} : { ownerUin }),
      },
    },
  };
}
