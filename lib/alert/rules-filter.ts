import type { Group, ShapeRequest } from '../aggregate/model.js';
import { cidrContains } from './rules-cidr.js';
import type { AlertRule, GroupRef, RuleFilter } from './rules-types.js';

/** `*` stands for anything; without catastrophic patterns: the parts are searched one after the other. */
export function globMatches(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === text;
  const first = parts[0] ?? '';
  const last = parts[parts.length - 1] ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return at <= end;
}

const some = (patterns: readonly string[] | undefined, text: string): boolean =>
  patterns === undefined || patterns.some((pattern) => globMatches(pattern, text));

/** The part of a filter that a group's identity decides. */
export function identityMatches(filter: RuleFilter, group: GroupRef): boolean {
  return (
    some(filter.buckets, group.bucket) &&
    (filter.kinds === undefined || filter.kinds.includes(group.kind)) &&
    some(filter.requesters, group.requester)
  );
}

/** The part that a single request decides. */
export function requestMatches(filter: RuleFilter, request: Pick<ShapeRequest, 'path' | 'remoteIp'>): boolean {
  return (
    some(filter.paths, request.path) &&
    (filter.addresses === undefined || filter.addresses.some((cidr) => cidrContains(cidr, request.remoteIp)))
  );
}

const looksAtRequests = (filter: RuleFilter | undefined): boolean =>
  filter?.paths !== undefined || filter?.addresses !== undefined;

/** Does the rule need counts by path or address, which are kept apart (see `window-counts.ts`)? */
export function ruleLooksAtRequests(rule: AlertRule): boolean {
  return looksAtRequests(rule.where) || looksAtRequests(rule.unless);
}

/** Can the group break the rule at all? What a single request or the diagnosis decides is decided later. */
export function ruleCoversGroup(rule: AlertRule, group: GroupRef): boolean {
  if (!rule.enabled || !identityMatches(rule.where ?? {}, group)) return false;
  const { unless } = rule;
  return (
    unless === undefined || !identityMatches(unless, group) || unless.causes !== undefined || looksAtRequests(unless)
  );
}

/**
 * Share (0..1) of a group's denials in one partial that the rule counts, by path and address. A partial names up to ten requests of each
 * shape; those beyond are taken to be like the named ones, and where none is named they count: rather one alert too many.
 */
export function countedShare(rule: AlertRule, group: Group): number {
  if (!ruleLooksAtRequests(rule)) return 1;
  const { where = {}, unless } = rule;
  const excludes = looksAtRequests(unless) && unless?.causes === undefined && identityMatches(unless ?? {}, group);
  let named = 0;
  let counted = 0;
  for (const request of group.shapes.flatMap((shape) => shape.requests)) {
    named += request.count;
    if (requestMatches(where, request) && !(excludes && requestMatches(unless ?? {}, request)))
      counted += request.count;
  }
  return named === 0 ? 1 : counted / named;
}

/** Does the rule want to hear of this cause? Without a diagnosis (`null`) it does: fail open. */
export function ruleWantsCause(rule: AlertRule, group: GroupRef, cause: string | null): boolean {
  if (cause === null) return true;
  if (rule.where?.causes !== undefined && !rule.where.causes.includes(cause)) return false;
  const { unless } = rule;
  // With paths or addresses beside the cause nobody knows whether they are the same requests: not excluded.
  if (unless?.causes === undefined || looksAtRequests(unless)) return true;
  return !(unless.causes.includes(cause) && identityMatches(unless, group));
}
