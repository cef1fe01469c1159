import type { CosClient, ObjectHead, ServiceAnswer } from '../cloud/cos.js';
import type { AclAnswer } from '../cloud/cos-settings.js';
import { isNotFound } from '../cloud/failure.js';
import type { Asker } from './asker.js';
import type { Fragment } from './merge.js';
import { pointer } from './pointer.js';
import type { BucketFacts, FactRequest, ObjectFacts } from './snapshot.js';

type BucketRequest = Extract<FactRequest, { readonly bucket: string }>;

/** Reads facts of buckets and objects. GetService is asked once: it tells the age of every bucket. */
export class BucketCollector {
  #service: Promise<ServiceAnswer | undefined> | undefined;

  constructor(
    private readonly cos: CosClient,
    private readonly asker: Asker,
  ) {}

  async collect(want: BucketRequest): Promise<Fragment> {
    const { bucket } = want;
    switch (want.fact) {
      case 'bucket-acl':
        return this.#acl(bucket);
      case 'bucket-policy':
        return this.#setting(bucket, 'policy', () => this.cos.bucketPolicy(bucket, this.asker.signal));
      case 'bucket-cors':
        return this.#setting(bucket, 'cors', () => this.cos.bucketCors(bucket, this.asker.signal));
      case 'bucket-referer':
        return this.#setting(bucket, 'referer', () => this.cos.bucketReferer(bucket, this.asker.signal));
      case 'bucket-strict-signature':
        return this.#setting(bucket, 'strictSignature', () =>
          this.cos.bucketStrictSignature(bucket, this.asker.signal),
        );
      case 'bucket-logging':
        return this.#setting(bucket, 'logging', () => this.cos.bucketLogging(bucket, this.asker.signal));
      case 'bucket-versioning':
        return this.#setting(bucket, 'versioning', () => this.cos.bucketVersioning(bucket, this.asker.signal));
      case 'bucket-meta':
        return this.#meta(bucket);
      case 'object':
        return this.#object(bucket, want.key);
      case 'object-acl':
        return this.#objectAcl(bucket, want.key);
    }
  }

  async #setting<K extends keyof BucketFacts>(
    bucket: string,
    field: K,
    read: () => Promise<BucketFacts[K]>,
  ): Promise<Fragment> {
    const value = await this.asker.ask(pointer('buckets', bucket, field), read);
    return value === undefined ? {} : { buckets: { [bucket]: { [field]: value } } };
  }

  async #acl(bucket: string): Promise<Fragment> {
    const answer = await this.asker.ask(pointer('buckets', bucket, 'acl'), () =>
      this.cos.bucketAcl(bucket, this.asker.signal),
    );
    if (!answer) return {};
    const ownerUin = ownerOf(answer.ownerId);
    return { buckets: { [bucket]: { acl: answer.acl, ...(ownerUin ? { ownerUin } : {}) } } };
  }

  async #meta(bucket: string): Promise<Fragment> {
    const region = await this.asker.ask(pointer('buckets', bucket, 'region'), () =>
      this.cos.headBucket(bucket, this.asker.signal),
    );
    this.#service ??= this.asker.ask(pointer('buckets', bucket, 'createdAt'), () =>
      this.cos.service(this.asker.signal),
    );
    const service = await this.#service;
    const listed = service?.buckets.find((entry) => entry.name === bucket);
    const createdAt = Date.parse(listed?.createdAt ?? '');
    const ownerUin = listed ? ownerOf(service?.ownerId ?? '') : null;
    const found = region?.region ?? listed?.region;
    return {
      buckets: {
        [bucket]: {
          ...(found ? { region: found } : {}),
          ...(Number.isNaN(createdAt) ? {} : { createdAt: iso(createdAt) }),
          ...(ownerUin ? { ownerUin } : {}),
        },
      },
    };
  }

  async #object(bucket: string, key: string): Promise<Fragment> {
    const head = await this.asker.ask(pointer('buckets', bucket, 'objects', key), () =>
      orAbsent(this.cos.head(bucket, key, this.asker.signal)),
    );
    return head === undefined ? {} : objectFragment(bucket, key, head === 'absent' ? { exists: false } : factsOf(head));
  }

  async #objectAcl(bucket: string, key: string): Promise<Fragment> {
    const fact = pointer('buckets', bucket, 'objects', key, 'acl');
    const answer = await this.asker.ask(fact, () => orAbsent(this.cos.objectAcl(bucket, key, this.asker.signal)));
    if (answer === undefined) return {};
    if (answer === 'absent') return objectFragment(bucket, key, { exists: false, acl: null });
    const acl = aclOf(answer);
    if (acl === 'ambiguous') {
      this.asker.note(fact, 'ambiguous');
      return {};
    }
    return objectFragment(bucket, key, { acl });
  }
}

/**
 * What an object's ACL document means (cos.md 4.2): the header `x-cos-acl: default` says that it inherits; another name
 * or a grant beyond the owner's says what it says; the owner alone without the header may be either.
 */
export function aclOf(answer: AclAnswer): NonNullable<ObjectFacts['acl']> | null | 'ambiguous' {
  const canned = answer.canned.trim().toLowerCase();
  if (canned === 'default') return null;
  const ownerOnly = answer.acl.grants.every(
    (grant) => grant.grantee === answer.ownerId && grant.permission === 'FULL_CONTROL',
  );
  return ownerOnly && canned === '' ? 'ambiguous' : answer.acl;
}

/** The class header is missing for STANDARD; `x-cos-restore` is missing when no copy was asked for or it is gone (4.8). */
export function factsOf(head: ObjectHead): ObjectFacts {
  const restore = head.headers['x-cos-restore'];
  const expiry = Date.parse(/expiry-date="([^"]*)"/i.exec(restore ?? '')?.[1] ?? '');
  return {
    exists: true,
    storageClass: head.headers['x-cos-storage-class'] ?? 'STANDARD',
    restore:
      restore === undefined
        ? null
        : {
            ongoing: /ongoing-request="true"/i.test(restore),
            ...(Number.isNaN(expiry) ? {} : { expiry: iso(expiry) }),
          },
  };
}

function objectFragment(bucket: string, key: string, facts: ObjectFacts): Fragment {
  return { buckets: { [bucket]: { objects: { [key]: facts } } } };
}

/** "There is no such object" is a fact; a bucket that is not there is none. */
async function orAbsent<T>(read: Promise<T>): Promise<T | 'absent'> {
  try {
    return await read;
  } catch (error) {
    if (isNotFound(error)) return 'absent';
    throw error;
  }
}

/** `100000000001` of `qcs::cam::uin/100000000001:uin/100000000001`. */
function ownerOf(id: string): string | null {
  return /uin\/(\d+)/.exec(id)?.[1] ?? (/^\d+$/.test(id) ? id : null);
}

/** Whole seconds, as the cloud tells them. */
function iso(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
