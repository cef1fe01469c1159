import type { Level } from './actions.js';
import type { ResourcePattern } from './document.js';
import type { MismatchReason } from './mismatches.js';
import { pointer } from './pointer.js';
import { MAYBE, NO, type Tri, YES } from './tri.js';
import { coversPrefix, matches, touchesPrefix, type Wildcard, wildcard } from './wildcard.js';

/** What a request works on, with everything a resource can be compared to. */
export interface AskedResource {
  readonly action: string;
  readonly level: Level;
  readonly bucket: string | null;
  /** `null`: a bucket-level action, or an object whose key the request does not show. */
  readonly key: string | null;
  /** `<bucket>/<key>`; of the bucket itself `<bucket>/`. */
  readonly path: string;
  readonly region: string | undefined;
  /** `uid/<appid>`: the digits after the last dash of the bucket's name. */
  readonly account: string;
  /** Root account of the bucket. */
  readonly owner: string | undefined;
}

export interface ResourceMatch {
  readonly tri: Tri;
  readonly reason?: MismatchReason;
  readonly expected?: string | undefined;
  readonly found?: string;
  readonly missing?: string;
  /** How many segments agreed before one did not: the closest resource explains a statement. */
  readonly depth: number;
}

/** Reads `*` or `qcs:project:service:region:account:path` (18023). */
export function parseResource(raw: string): ResourcePattern {
  const text = raw.trim();
  if (text === '*') return { form: 'all', text };
  const parts = text.split(':');
  if (parts.length < 6 || parts[0]!.toLowerCase() !== 'qcs') return { form: 'unknown', text };
  const path = parts.slice(5).join(':').trim();
  return {
    form: 'segments',
    text,
    project: parts[1]!.trim(),
    service: wildcard(parts[2]!.trim().toLowerCase()),
    region: wildcard(parts[3]!.trim()),
    account: wildcard(parts[4]!.trim()),
    path: wildcard(path),
    spelling: path.startsWith('prefix//') ? 'legacy' : beforeSlash(path).includes('.myqcloud.com') ? 'host' : 'plain',
  };
}

function beforeSlash(path: string): string {
  return path.split('/', 1)[0]!;
}

const MATCHED: ResourceMatch = { tri: YES, depth: 9 };
const ELSEWHERE: ResourceMatch = { tri: NO, depth: 2 };

/**
 * Whether the resources of a statement cover the request; the best or closest of them answers. `owner`: the account that an
 * empty account segment stands for. `explain: false` spares the search for the reason why a path differs.
 */
export function matchResources(
  patterns: readonly ResourcePattern[],
  asked: AskedResource,
  owner: string | undefined,
  explain: boolean,
): ResourceMatch {
  let best: ResourceMatch | null = null;
  for (const pattern of patterns) {
    const match = matchOne(pattern, asked, owner, explain);
    if (match.tri === YES) return match;
    if (best === null || match.tri > best.tri || (match.tri === best.tri && match.depth > best.depth)) best = match;
  }
  return best ?? { tri: NO, reason: 'resource-other', expected: '(none)', found: asked.path, depth: 0 };
}

type Segments = Extract<ResourcePattern, { form: 'segments' }>;

function matchOne(
  pattern: ResourcePattern,
  asked: AskedResource,
  owner: string | undefined,
  explain: boolean,
): ResourceMatch {
  if (pattern.form === 'all') return MATCHED;
  if (pattern.form === 'unknown') {
    return { tri: MAYBE, reason: 'resource-form-unknown', expected: pattern.text, depth: 0 };
  }
  if (!matches(pattern.service, 'cos')) {
    return { tri: NO, reason: 'resource-wrong-service', expected: pattern.service.text, depth: 0 };
  }
  if (asked.level === 'operation' || asked.bucket === null) {
    if (isWhole(pattern)) return MATCHED;
    return { tri: NO, reason: 'resource-operation-level', expected: pattern.text, found: asked.action, depth: 1 };
  }
  const region = matchRegion(pattern, asked);
  if (region.tri === NO) return region;
  const account = matchAccount(pattern, asked, owner);
  if (account.tri === NO) return account;
  const path = matchPath(pattern, asked, asked.bucket, explain);
  if (path.tri === NO) return path;
  if (pattern.project !== '' && pattern.project !== '*') {
    return { tri: MAYBE, reason: 'resource-project', expected: pattern.project, depth: 1 };
  }
  // The first segment that nobody can decide.
  return region.tri === MAYBE ? region : account.tri === MAYBE ? account : path;
}

/** Six segments that limit nothing are as good as `*`. */
function isWhole(pattern: Segments): boolean {
  const free = (text: string) => text === '' || text === '*';
  return free(pattern.project) && free(pattern.region.text) && free(pattern.account.text) && pattern.path.text === '*';
}

function matchRegion(pattern: Segments, asked: AskedResource): ResourceMatch {
  const expected = pattern.region.text;
  if (expected === '' || expected === '*') return MATCHED;
  if (asked.region === undefined) {
    return { tri: MAYBE, reason: 'resource-region-unknown', expected, missing: factOf(asked, 'region'), depth: 1 };
  }
  if (matches(pattern.region, asked.region)) return MATCHED;
  return { tri: NO, reason: 'resource-wrong-region', expected, found: asked.region, depth: 1 };
}

/** Pointer of a fact of the bucket, to ask for it. */
function factOf(asked: AskedResource, field: 'region' | 'ownerUin'): string {
  return pointer('buckets', asked.bucket!, field);
}

function matchAccount(pattern: Segments, asked: AskedResource, owner: string | undefined): ResourceMatch {
  const { text } = pattern.account;
  const depth = 2;
  if (text === '*') return MATCHED;
  const id = text.slice(4);
  if (text.startsWith('uid/')) {
    if (matches(pattern.account, asked.account)) return MATCHED;
    const reason = id === asked.owner ? 'resource-uin-as-appid' : 'resource-wrong-appid';
    return { tri: NO, reason, expected: id, found: asked.account.slice(4), depth };
  }
  if (text === 'uin/*') return MATCHED;
  // An empty account is that of the policy's owner (18023).
  const uin = text === '' ? owner : text.startsWith('uin/') ? id : null;
  if (uin === null) return { tri: MAYBE, reason: 'resource-account-form', expected: text, depth };
  if (asked.owner === undefined) {
    const missing = factOf(asked, 'ownerUin');
    return { tri: MAYBE, reason: 'resource-account-unknown', expected: text, missing, depth };
  }
  if (uin === asked.owner) return MATCHED;
  const reason = text === '' ? 'resource-own-account' : 'resource-wrong-account';
  return { tri: NO, reason, expected: uin, found: asked.owner, depth };
}

function shortName(bucket: string): string {
  return bucket.slice(0, Math.max(bucket.lastIndexOf('-'), 0));
}

/** The names of a bucket in a resource: plain, the legacy `prefix//appid/name`, and the host of very old examples. */
function bucketNames(pattern: Segments, asked: AskedResource, bucket: string): readonly string[] | null {
  if (pattern.spelling === 'legacy') return [`prefix//${asked.account.slice(4)}/${shortName(bucket)}`];
  if (pattern.spelling !== 'host') return [bucket];
  if (asked.region === undefined) return null;
  return [`${bucket}.${asked.region}.myqcloud.com`, `${bucket}.cos.${asked.region}.myqcloud.com`];
}

function matchPath(pattern: Segments, asked: AskedResource, bucket: string, explain: boolean): ResourceMatch {
  const { path } = pattern;
  const keyKnown = asked.level === 'bucket' || asked.key !== null;
  if (pattern.spelling === 'plain' && keyKnown) {
    if (matches(path, asked.path)) return MATCHED;
    return explain ? explainPath(path, asked, bucket, [bucket]) : ELSEWHERE;
  }
  const names = bucketNames(pattern, asked, bucket);
  if (names === null) {
    const missing = factOf(asked, 'region');
    return { tri: MAYBE, reason: 'resource-region-unknown', expected: path.text, missing, depth: 3 };
  }
  if (!keyKnown) return matchUnknownKey(path, names, bucket);
  const rest = asked.path.slice(bucket.length);
  if (names.some((name) => matches(path, name + rest))) return MATCHED;
  return explain ? explainPath(path, asked, bucket, names) : ELSEWHERE;
}

/** A form upload and a multi-delete do not show their keys in the log. */
function matchUnknownKey(path: Wildcard, names: readonly string[], bucket: string): ResourceMatch {
  if (names.some((name) => coversPrefix(path, `${name}/`))) return MATCHED;
  const depth = 4;
  if (names.some((name) => path.text === `${name}/`)) {
    return { tri: NO, reason: 'resource-bucket-only', expected: path.text, found: '?', depth };
  }
  if (names.some((name) => touchesPrefix(path, `${name}/`))) {
    return { tri: MAYBE, reason: 'resource-key-unknown', expected: path.text, depth };
  }
  return { tri: NO, reason: 'resource-wrong-bucket', expected: path.text, found: bucket, depth: 3 };
}

function explainPath(path: Wildcard, asked: AskedResource, bucket: string, names: readonly string[]): ResourceMatch {
  const text = path.text;
  const rest = asked.path.slice(bucket.length + 1);
  const full = `${names[0]!}/${rest}`;
  const no = (reason: MismatchReason, expected: string, found: string, depth: number): ResourceMatch => ({
    tri: NO,
    reason,
    expected,
    found,
    depth,
  });
  const prefix = names.find((name) => text.startsWith(`${name}/`));
  if (prefix === undefined) {
    if (matches(wildcard(text.toLowerCase()), full.toLowerCase())) return no('resource-case', text, full, 5);
    if (names.includes(text)) return no('resource-no-slash', text, names[0]!, 4);
    const name = beforeSlash(text);
    if (name === shortName(bucket)) return no('resource-short-bucket', name, bucket, 3);
    return no('resource-wrong-bucket', text.startsWith('prefix//') ? text : name, names[0]!, 2);
  }
  const key = text.slice(prefix.length + 1);
  if (asked.level === 'bucket') return no('resource-objects-only', key, `${prefix}/`, 5);
  if (key === '') return no('resource-bucket-only', text, rest, 4);
  if (matches(wildcard(key.toLowerCase()), rest.toLowerCase())) return no('resource-case', key, rest, 6);
  if (key.startsWith('/') && matches(wildcard(key.slice(1)), rest)) return no('resource-leading-slash', key, rest, 6);
  if (matches(wildcard(decoded(key)), rest)) return no('resource-url-encoded', key, rest, 6);
  return no('resource-wrong-key', key, rest, 5);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
