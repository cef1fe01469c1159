import type { AccessKeyFacts, CamFacts } from '../facts/snapshot.js';
import type { Text } from '../lang.js';
import { pointer } from '../policy/pointer.js';

/** A key of the account and where the snapshot holds it. */
export interface IndexedKey {
  readonly uin: string;
  readonly key: AccessKeyFacts;
  readonly at: string;
}

/** Every access key that the snapshot lists. */
export function indexKeys(cam: CamFacts): IndexedKey[] {
  return Object.entries(cam.users ?? {}).flatMap(([uin, user]) =>
    (user.accessKeys ?? []).map((key, index) => ({
      uin,
      key,
      at: pointer('cam', 'users', uin, 'accessKeys', index),
    })),
  );
}

/** `true` when every user of the account is listed with all its keys: only then does "not listed" prove anything. */
export function isKeyIndexComplete(cam: CamFacts): boolean {
  return cam.complete === true && Object.values(cam.users ?? {}).every((user) => user.accessKeys !== undefined);
}

export interface Similar {
  readonly found: IndexedKey;
  readonly difference: Text;
}

/** A key that the logged one was probably meant to be: other case, pasted spaces or quotes, or at most two characters off. */
export function findSimilar(keyId: string, index: readonly IndexedKey[]): Similar | null {
  const bare = stripPasted(keyId);
  const others = index.filter((entry) => entry.key.id !== keyId);
  const pasted = others.find((entry) => entry.key.id === bare);
  if (pasted)
    return { found: pasted, difference: { en: 'spaces or quotes were pasted with it', zh: '粘贴时带入了空格或引号' } };
  const lower = bare.toLowerCase();
  const sameLetters = others.find((entry) => entry.key.id.toLowerCase() === lower);
  if (sameLetters) return { found: sameLetters, difference: { en: 'upper and lower case differ', zh: '大小写不同' } };
  let nearest: { found: IndexedKey; distance: number } | null = null;
  for (const found of others) {
    const distance = editDistance(found.key.id, bare, 2);
    if (distance <= 2 && distance < (nearest?.distance ?? 3)) nearest = { found, distance };
  }
  if (nearest === null) return null;
  return {
    found: nearest.found,
    difference:
      nearest.distance === 1
        ? { en: 'one character differs', zh: '有一个字符不同' }
        : { en: 'two characters differ', zh: '有两个字符不同' },
  };
}

function stripPasted(keyId: string): string {
  return keyId.replace(/%20|%09|%0a|%0d|%22|%27|\\[nrt]|[\s"'`]/gi, '');
}

/** Levenshtein distance, or `limit + 1` when it is larger than `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    let best = i;
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const value = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      current.push(value);
      best = Math.min(best, value);
    }
    if (best > limit) return limit + 1;
    previous = current;
  }
  const distance = previous[b.length] ?? limit + 1;
  return distance > limit ? limit + 1 : distance;
}

/** What makes a value impossible as a SecretId, however it was mistyped; null when it could be one. */
export function impossibleKey(keyId: string): Text | null {
  if (/^(AKIA|ASIA)[A-Z0-9]{16}$/.test(keyId))
    return { en: 'this is the form of an AWS key', zh: '这是 AWS 密钥的形式' };
  if (/^LTAI[A-Za-z0-9]{8,26}$/.test(keyId))
    return { en: 'this is the form of an Alibaba Cloud key', zh: '这是阿里云密钥的形式' };
  if (Math.abs(keyId.length - PERMANENT_LENGTH) > 2)
    return {
      en: `it has ${keyId.length} characters, a SecretId has ${PERMANENT_LENGTH}`,
      zh: `长度为 ${keyId.length}，而 SecretId 为 ${PERMANENT_LENGTH} 位`,
    };
  return null;
}

/** `AKID` + 32 letters and digits (reference 7.1). */
const PERMANENT_LENGTH = 36;
