import type { Fragment } from '../../lib/facts/merge.js';
import { emptySnapshot, lookUp, mergeFacts } from '../../lib/facts/merge.js';
import { pointerOf } from '../../lib/facts/pointer.js';
import type { FactRequest, Snapshot } from '../../lib/facts/snapshot.js';
import type { FactSource } from '../../lib/facts/source.js';
import { wantText } from './digest.js';

export interface AskedFacts extends FactSource {
  /** What was asked for, round by round, in its order. */
  readonly rounds: string[][];
}

/** The account of a scenario, of which nothing is known before it is asked; what its snapshot does not hold is refused. */
export function accountOf(full: Snapshot): AskedFacts {
  let snapshot = emptySnapshot(full.takenAt);
  const rounds: string[][] = [];
  return {
    rounds,
    snapshot: () => snapshot,
    async fetch(wants) {
      rounds.push(wants.map(wantText));
      for (const want of wants) snapshot = mergeFacts(snapshot, answer(want, full));
      return true;
    },
  };
}

function answer(want: FactRequest, full: Snapshot): Fragment {
  const given = factsFor(want, full);
  const at = pointerOf(want);
  if (lookUp(mergeFacts(emptySnapshot(full.takenAt), given), at) !== undefined) return given;
  const told = full.unknown?.filter((entry) => entry.fact === at || entry.fact.startsWith(`${at}/`)) ?? [];
  return {
    ...given,
    unknown: told.length > 0 ? told : [{ fact: at, reason: 'AccessDenied', permission: `${want.fact}?` }],
  };
}

/** What the call behind a fact tells, as lib/facts collects it. */
function factsFor(want: FactRequest, full: Snapshot): Fragment {
  if ('bucket' in want) {
    const { ownerUin, region, createdAt, objects, ...settings } = full.buckets[want.bucket] ?? {};
    const bucket = (facts: object): Fragment => ({ buckets: { [want.bucket]: withoutGaps(facts) } });
    switch (want.fact) {
      case 'bucket-meta':
        return bucket({ ownerUin, region, createdAt });
      case 'bucket-acl':
        return bucket({ ownerUin, acl: settings.acl });
      case 'object': {
        const { acl: _acl, ...head } = objects?.[want.key] ?? {};
        return Object.keys(head).length === 0 ? {} : bucket({ objects: { [want.key]: head } });
      }
      case 'object-acl': {
        const acl = objects?.[want.key]?.acl;
        return acl === undefined ? {} : bucket({ objects: { [want.key]: { acl } } });
      }
      default: {
        const field = pointerOf(want).split('/').at(-1) as keyof typeof settings;
        return bucket({ [field]: settings[field] });
      }
    }
  }
  const { account, cam } = full;
  switch (want.fact) {
    case 'user': {
      const { accessKeys: _keys, ...user } = cam.users?.[want.uin] ?? {};
      const groups = Object.fromEntries((user.groups ?? []).map((name) => [name, cam.groups?.[name] ?? {}]));
      return { account, cam: { users: { [want.uin]: user }, groups } };
    }
    case 'access-keys': {
      const accessKeys = cam.users?.[want.uin]?.accessKeys;
      return accessKeys === undefined ? {} : { cam: { users: { [want.uin]: { accessKeys } } } };
    }
    case 'role': {
      const role = cam.roles?.[want.roleId];
      return role === undefined ? {} : { cam: { roles: { [want.roleId]: role } } };
    }
    case 'key-index': {
      const users = Object.entries(cam.users ?? {}).map(([uin, user]) => {
        const { policies: _policies, groups: _groups, boundary: _boundary, ...listed } = user;
        return [uin, listed] as const;
      });
      return { account, cam: { ...(cam.complete ? { complete: true } : {}), users: Object.fromEntries(users) } };
    }
  }
}

function withoutGaps<T extends object>(facts: T): T {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as T;
}
