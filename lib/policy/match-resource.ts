import type { Level } from './actions.js';
import type { ResourcePattern } from './document.js';
import type { MismatchReason } from './mismatches.js';
import { MAYBE, NO, type Tri, YES } from './tri.js';
import { coversPrefix, matches, touchesPrefix, type Wildcard, wildcard } from './wildcard.js';

/** What a request works on, with everything a resource can be compared to. */
export interface AskedResource {
  readonly action: string;
  readonly level: Level;
  readonly bucket: string | null;
  /** `null`: a bucket-level action, or an object whose key the request does not show. */
  readonly key: string | null;
  readonly region?: string;
  /** Pointer of the region, to ask for it. */
  readonly regionFact: string;
  /** Digits after the last dash of the bucket's name. */
  readonly appId: string;
  readonly shortName: string;
  /** Root account of the bucket. */
  readonly owner?: string;
  readonly ownerFact: string;
}

/** The account that an empty account segment stands for. */
export interface PolicyOwner {
  readonly uin?: string;
}

export interface ResourceMatch {
  readonly tri: Tri;
  readonly reason?: MismatchReason;
  readonly expected?: string;
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
  return {
    form: 'segments',
    text,
    project: parts[1]!.trim(),
    service: wildcard(parts[2]!.trim().toLowerCase()),
    region: wildcard(parts[3]!.trim()),
    account: parts[4]!.trim(),
    path: wildcard(parts.slice(5).join(':').trim()),
  };
}

const MATCHED: ResourceMatch = { tri: YES, depth: 9 };
const ELSEWHERE: ResourceMatch = { tri: NO, reason: 'resource-other', depth: 2 };

/**
 * Whether the resources of a statement cover the request; the best or closest of them answers.
 * `explain: false` spares the search for the reason why a path differs.
 */
export function matchResources(
  patterns: readonly ResourcePattern[],
  asked: AskedResource,
  owner: PolicyOwner,
  explain = true,
): ResourceMatch {
  let best: ResourceMatch = { tri: NO, reason: 'resource-other', expected: '(none)', found: label(asked), depth: -1 };
  for (const pattern of patterns) {
    const match = matchOne(pattern, asked, owner, explain);
    if (match.tri === YES) return MATCHED;
    if (match.tri > best.tri || (match.tri === best.tri && match.depth > best.depth)) best = match;
  }
  return best;
}

function label(asked: AskedResource): string {
  return asked.bucket === null ? '*' : `${asked.bucket}/${asked.key ?? ''}`;
}

type Segments = Extract<ResourcePattern, { form: 'segments' }>;

function matchOne(pattern: ResourcePattern, asked: AskedResource, owner: PolicyOwner, explain: boolean): ResourceMatch {
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
  const segments = [
    matchRegion(pattern, asked),
    matchAccount(pattern, asked, owner),
    matchPath(pattern, asked, asked.bucket, explain),
  ];
  const no = segments.find((segment) => segment.tri === NO);
  if (no) return no;
  if (pattern.project !== '' && pattern.project !== '*') {
    return { tri: MAYBE, reason: 'resource-project', expected: pattern.project, depth: 1 };
  }
  return segments.find((segment) => segment.tri === MAYBE) ?? MATCHED;
}

/** Six segments that limit nothing are as good as `*`. */
function isWhole(pattern: Segments): boolean {
  const free = (text: string) => text === '' || text === '*';
  return free(pattern.project) && free(pattern.region.text) && free(pattern.account) && pattern.path.text === '*';
}

function matchRegion(pattern: Segments, asked: AskedResource): ResourceMatch {
  const expected = pattern.region.text;
  if (expected === '' || expected === '*') return MATCHED;
  if (asked.region === undefined) {
    return { tri: MAYBE, reason: 'resource-region-unknown', expected, missing: asked.regionFact, depth: 1 };
  }
  if (matches(pattern.region, asked.region)) return MATCHED;
  return { tri: NO, reason: 'resource-wrong-region', expected, found: asked.region, depth: 1 };
}

function matchAccount(pattern: Segments, asked: AskedResource, owner: PolicyOwner): ResourceMatch {
  const { account } = pattern;
  const depth = 2;
  if (account === '*') return MATCHED;
  const unknownOwner: ResourceMatch = {
    tri: MAYBE,
    reason: 'resource-account-unknown',
    expected: account,
    missing: asked.ownerFact,
    depth,
  };
  if (account === '') {
    if (owner.uin === undefined || asked.owner === undefined) return unknownOwner;
    if (owner.uin === asked.owner) return MATCHED;
    return { tri: NO, reason: 'resource-own-account', expected: owner.uin, found: asked.owner, depth };
  }
  const id = account.slice(4);
  if (account.startsWith('uid/')) {
    if (matches(wildcard(id), asked.appId)) return MATCHED;
    const slip = id === asked.owner;
    return {
      tri: NO,
      reason: slip ? 'resource-uin-as-appid' : 'resource-wrong-appid',
      expected: id,
      found: asked.appId,
      depth,
    };
  }
  if (account.startsWith('uin/')) {
    if (id === '*') return MATCHED;
    if (asked.owner === undefined) return unknownOwner;
    if (id === asked.owner) return MATCHED;
    return { tri: NO, reason: 'resource-wrong-account', expected: id, found: asked.owner, depth };
  }
  return { tri: MAYBE, reason: 'resource-account-form', expected: account, depth };
}

/** The spellings of a bucket in a resource: plain, the legacy `prefix//appid/name`, and the host of very old examples. */
function bucketSpellings(path: string, asked: AskedResource, bucket: string): readonly string[] | 'region' {
  if (path.startsWith('prefix//')) return [`prefix//${asked.appId}/${asked.shortName}`];
  const slash = path.indexOf('/');
  if (!(slash < 0 ? path : path.slice(0, slash)).includes('.myqcloud.com')) return [bucket];
  if (asked.region === undefined) return 'region';
  return [`${bucket}.${asked.region}.myqcloud.com`, `${bucket}.cos.${asked.region}.myqcloud.com`];
}

function matchPath(pattern: Segments, asked: AskedResource, bucket: string, explain: boolean): ResourceMatch {
  const { path } = pattern;
  if (path.text === '*') return MATCHED;
  const spellings = bucketSpellings(path.text, asked, bucket);
  if (spellings === 'region') {
    return { tri: MAYBE, reason: 'resource-region-unknown', expected: path.text, missing: asked.regionFact, depth: 3 };
  }
  if (asked.level === 'object' && asked.key === null) return matchUnknownKey(path, spellings, bucket);
  const rest = asked.level === 'bucket' ? '' : asked.key!;
  if (spellings.some((spelling) => matches(path, `${spelling}/${rest}`))) return MATCHED;
  return explain ? explainPath(path, asked, spellings, rest) : ELSEWHERE;
}

/** A form upload and a multi-delete do not show their keys in the log. */
function matchUnknownKey(path: Wildcard, spellings: readonly string[], bucket: string): ResourceMatch {
  if (spellings.some((spelling) => coversPrefix(path, `${spelling}/`))) return MATCHED;
  const depth = 4;
  if (spellings.some((spelling) => path.text !== `${spelling}/` && touchesPrefix(path, `${spelling}/`))) {
    return { tri: MAYBE, reason: 'resource-key-unknown', expected: path.text, depth };
  }
  if (spellings.some((spelling) => path.text === `${spelling}/`)) {
    return { tri: NO, reason: 'resource-bucket-only', expected: path.text, found: '?', depth };
  }
  return { tri: NO, reason: 'resource-wrong-bucket', expected: path.text, found: bucket, depth: 3 };
}

function explainPath(path: Wildcard, asked: AskedResource, spellings: readonly string[], rest: string): ResourceMatch {
  const spelling = spellings[0]!;
  const full = `${spelling}/${rest}`;
  const text = path.text;
  const no = (reason: MismatchReason, expected: string, found: string, depth: number): ResourceMatch => ({
    tri: NO,
    reason,
    expected,
    found,
    depth,
  });
  const prefix = spellings.find((name) => text.startsWith(`${name}/`));
  if (prefix === undefined) {
    if (matches(wildcard(text.toLowerCase()), full.toLowerCase())) return no('resource-case', text, full, 5);
    if (spellings.includes(text)) return no('resource-no-slash', text, spelling, 4);
    const slash = text.indexOf('/');
    const name = slash < 0 ? text : text.slice(0, slash);
    if (name === asked.shortName) return no('resource-short-bucket', name, spelling, 3);
    return no('resource-wrong-bucket', text.startsWith('prefix//') ? text : name, spelling, 2);
  }
  const key = text.slice(prefix.length + 1);
  if (asked.level === 'bucket') return no('resource-objects-only', key, `${prefix}/`, 5);
  if (key === '') return no('resource-bucket-only', text, rest, 4);
  if (matches(wildcard(key.toLowerCase()), rest.toLowerCase())) return no('resource-case', key, rest, 6);
  if (key.startsWith('/') && matches(wildcard(key.slice(1)), rest)) return no('resource-leading-slash', key, rest, 6);
  if (key.includes('%') && matches(wildcard(decoded(key)), rest)) return no('resource-url-encoded', key, rest, 6);
  return no('resource-wrong-key', key, rest, 5);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
