import type { FactRequest, Snapshot } from './snapshot.js';
import type { LiveFacts } from './source.js';

export interface CollectOptions {
  readonly buckets: readonly string[];
  readonly objects: readonly { readonly bucket: string; readonly key: string }[];
  /** `all`: every user with its policies, and every role. `keys`: users and their keys only. `none`: nothing of CAM. */
  readonly cam: 'all' | 'keys' | 'none';
  readonly onProgress?: (done: number, total: number) => void;
}

const BUCKET_FACTS = [
  'bucket-meta',
  'bucket-acl',
  'bucket-policy',
  'bucket-cors',
  'bucket-referer',
  'bucket-strict-signature',
  'bucket-logging',
  'bucket-versioning',
] as const;

/** Reads everything that a snapshot of these buckets holds: settings first, then who exists, then what they may do. */
export async function collectAccount(facts: LiveFacts, options: CollectOptions): Promise<Snapshot> {
  let done = 0;
  let total = 0;
  const fetch = async (wants: readonly FactRequest[]) => {
    total += wants.length;
    for (const want of wants) {
      await facts.fetch([want]);
      options.onProgress?.(++done, total);
    }
  };
  facts.add({ account: await facts.cam.account() });
  await fetch([
    ...options.buckets.flatMap((bucket) => BUCKET_FACTS.map((fact) => ({ fact, bucket }))),
    ...options.objects.flatMap(({ bucket, key }) => [
      { fact: 'object' as const, bucket, key },
      { fact: 'object-acl' as const, bucket, key },
    ]),
    ...(options.cam === 'none' ? [] : [{ fact: 'key-index' as const }]),
  ]);
  if (options.cam === 'all') {
    const { users = {} } = facts.snapshot().cam;
    const roles = await facts.cam.roleIds();
    await fetch([
      ...Object.keys(users).map((uin) => ({ fact: 'user' as const, uin })),
      ...roles.map((roleId) => ({ fact: 'role' as const, roleId })),
    ]);
  }
  facts.settle();
  return facts.snapshot();
}
