import type { Snapshot } from '../../lib/facts/snapshot.js';

/** Facts that a reader of the account may fail to get, as paths into the snapshot. */
export function factsOf(snapshot: Snapshot): string[][] {
  const paths: string[][] = [];
  for (const [bucket, facts] of Object.entries(snapshot.buckets)) {
    paths.push(['buckets', bucket]);
    for (const field of Object.keys(facts)) paths.push(['buckets', bucket, field]);
    for (const [key, object] of Object.entries(facts.objects ?? {})) {
      paths.push(['buckets', bucket, 'objects', key]);
      for (const field of Object.keys(object)) paths.push(['buckets', bucket, 'objects', key, field]);
    }
  }
  for (const room of ['users', 'groups', 'roles'] as const) {
    for (const [name, facts] of Object.entries(snapshot.cam[room] ?? {})) {
      // A user who exists but is not listed contradicts "complete": then completeness goes as well.
      paths.push(['cam', room, name]);
      for (const field of Object.keys(facts)) paths.push(['cam', room, name, field]);
      for (const index of ('policies' in facts ? (facts.policies ?? []) : []).keys())
        paths.push(['cam', room, name, 'policies', String(index), 'document']);
    }
  }
  for (const field of Object.keys(snapshot.account)) paths.push(['account', field]);
  paths.push(['cam', 'complete']);
  return paths;
}

/** The snapshot without these facts. */
export function without(snapshot: Snapshot, paths: readonly (readonly string[])[]): Snapshot {
  const copy = structuredClone(snapshot) as unknown as Record<string, unknown>;
  for (const path of paths) {
    let place: Record<string, unknown> | undefined = copy;
    for (const step of path.slice(0, -1)) place = place?.[step] as Record<string, unknown> | undefined;
    if (place) delete place[path.at(-1)!];
    if (path[0] === 'cam' && path[1] === 'users' && path.length === 3)
      delete (copy['cam'] as Record<string, unknown>)['complete'];
  }
  return copy as unknown as Snapshot;
}
