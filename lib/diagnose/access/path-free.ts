import type { Group, Shape, TopList } from '../../aggregate/model.js';
import { parseResource } from '../../policy/match-resource.js';
import { simulate } from '../../policy/simulate.js';
import type { Explanation, Simulation } from '../../policy/types.js';
import { coversPrefix, touchesPrefix } from '../../policy/wildcard.js';
import { keyOf, type View } from '../view.js';
import { commonPath } from './common-prefix.js';
import type { Evaluation } from './evaluate.js';
import { conditionKeysOf, listOf, statementOf } from './sources.js';

/** The end of a key that no policy names: only wildcards reach it. */
const NOWHERE = '\u{f8ff}cos403/\u{f8ff}';

/**
 * Would every other path and address of the same shape get the same answer? Then what a shape counts but does not list is as
 * certain as what it lists. Either all paths of the group are known and alike, or every resource in play covers or misses all that
 * begins like the shape's paths and no object's ACL matters; conditions may look at nothing but addresses that are all known and alike.
 */
export function isPathFree(shape: Shape, evaluation: Evaluation, view: View): boolean {
  const { base, request, missing } = evaluation;
  if (missing.length > 0) return false;
  // Some paths of the shape name an object and others may not.
  if (shape.requests.some((other) => (keyOf(other.path) === null) !== (request.key === null))) return false;
  const conditions = base.explain.filter((entry) => entry.conditional === true && isInPlay(entry));
  const looksAt = conditions.flatMap((entry) => conditionKeysOf(statementOf(entry, view)));
  if (looksAt.some((key) => key !== 'qcs:ip')) return false;
  const addresses = looksAt.length === 0 ? [null] : allOf(view.group.remoteIps);
  if (addresses === null) return false;
  const keys = request.key === null ? [null] : (keysOf(view.group) ?? unnamedKey(shape, evaluation, view));
  return keys?.every((key) => addresses.every((address) => isSame(key, address, evaluation))) ?? false;
}

/** A statement that speaks of somebody else has no say, whatever its condition. */
function isInPlay(entry: Explanation): boolean {
  return !entry.mismatches.some((mismatch) => mismatch.element === 'principal' || mismatch.element === 'action');
}

/** Every value, when all of them are listed. */
function allOf(list: TopList): string[] | null {
  const whole = list.approximate !== true && (list.rest ?? 0) === 0 && list.top.length === list.distinct;
  return whole ? list.top.map((entry) => entry.value) : null;
}

function keysOf(group: Group): string[] | null {
  const keys = allOf(group.paths)?.map(keyOf) ?? null;
  return keys?.every((key) => key !== null) ? (keys as string[]) : null;
}

/** A key that begins like all of the shape and that no pattern tells from them; null when some pattern might. */
function unnamedKey(shape: Shape, { base }: Evaluation, view: View): string[] | null {
  const common = keyOf(commonPath(shape)) ?? '';
  for (const entry of base.explain) {
    if (entry.source === 'object-acl') return null;
    if (entry.statement === undefined || entry.mismatches.some((mismatch) => mismatch.element === 'principal'))
      continue;
    const resources = listOf(statementOf(entry, view), 'resource');
    if (!resources.every((resource) => isAlike(resource, view.group.bucket, common))) return null;
  }
  return [`${common}${NOWHERE}`];
}

/** The pattern covers all of `bucket/common…` or nothing of it. Forms that are not read as one pattern do not count. */
function isAlike(resource: string, bucket: string, common: string): boolean {
  const pattern = parseResource(resource);
  if (pattern.form === 'all') return true;
  if (pattern.form === 'unknown') return false;
  const { path } = pattern;
  // The bucket itself is no object.
  if (path.text === '*' || path.text === `${bucket}/`) return true;
  if (path.text.startsWith('prefix//') || path.text.includes('myqcloud')) return false;
  return coversPrefix(path, `${bucket}/${common}`) || !touchesPrefix(path, `${bucket}/${common}`);
}

/** The same answer for the same reasons. */
function isSame(key: string | null, address: string | null, { request, snapshot, base }: Evaluation): boolean {
  const context = address === null ? request.context : { ...request.context, 'qcs:ip': address };
  const other = simulate({ ...request, key, ...(context === undefined ? {} : { context }) }, snapshot);
  return other.decision === base.decision && other.reason === base.reason && marksOf(other) === marksOf(base);
}

/** What each statement and grant said, without the words that name the path. */
function marksOf({ explain }: Simulation): string {
  return JSON.stringify(
    explain.map((entry) => [
      entry.source,
      entry.statement,
      entry.matched,
      entry.mismatches.map((mismatch) => mismatch.element),
    ]),
  );
}
