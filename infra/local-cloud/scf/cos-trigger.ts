import type { TriggerState } from '../state.js';

export interface CosTriggerRule {
  readonly ok: true;
  readonly bucket: string;
  readonly region: string;
  /** `cos:ObjectCreated:*`, … */
  readonly event: string;
  readonly prefix: string;
  readonly suffix: string;
}

const EVENTS = [
  'cos:ObjectCreated:*',
  'cos:ObjectCreated:Put',
  'cos:ObjectCreated:Post',
  'cos:ObjectCreated:Copy',
  'cos:ObjectCreated:CompleteMultipartUpload',
  'cos:ObjectCreated:Origin',
  'cos:ObjectCreated:Replication',
  'cos:ObjectRemove:*',
  'cos:ObjectRemove:Delete',
  'cos:ObjectRemove:DeleteMarkerCreated',
  'cos:ObjectRestore:Post',
  'cos:ObjectRestore:Completed',
];

/** Reads a COS trigger: the bucket's host as name, `{"event","filter":{"Prefix","Suffix"}}` without spaces as description (583/9707). */
export function parseCosTrigger(
  trigger: Pick<TriggerState, 'name' | 'description'>,
): CosTriggerRule | { readonly ok: false; readonly code: string; readonly message: string } {
  const wrong = (code: string, message: string) => ({
    ok: false as const,
    code: `InvalidParameterValue.${code}`,
    message,
  });
  const host = /^([a-z0-9][a-z0-9-]*-\d+)\.cos\.([a-z0-9-]+)\.myqcloud\.com$/.exec(trigger.name);
  if (!host)
    return wrong('TriggerName', 'A COS trigger is named by its bucket: <bucket-appid>.cos.<region>.myqcloud.com.');
  let description: { event?: unknown; filter?: { Prefix?: unknown; Suffix?: unknown } };
  try {
    description = JSON.parse(trigger.description) as typeof description;
  } catch {
    return wrong('TriggerDesc', 'TriggerDesc of a COS trigger is not JSON.');
  }
  const { event, filter } = description ?? {};
  if (typeof event !== 'string' || !EVENTS.includes(event))
    return wrong('TriggerDesc', 'TriggerDesc has no known event.');
  if (typeof filter !== 'object' || filter === null) return wrong('TriggerDesc', 'TriggerDesc needs a filter.');
  const prefix = String(filter.Prefix ?? '');
  const suffix = String(filter.Suffix ?? '');
  if (suffix !== '' && !suffix.startsWith('.')) return wrong('TriggerDesc', 'Suffix must start with a dot.');
  return { ok: true, bucket: host[1]!, region: host[2]!, event, prefix, suffix };
}

/** Does an event of a bucket start the rule? */
export function ruleMatches(rule: CosTriggerRule, bucket: string, key: string, eventName: string): boolean {
  return (
    rule.bucket === bucket &&
    eventMatches(rule.event, eventName) &&
    key.startsWith(rule.prefix) &&
    key.endsWith(rule.suffix)
  );
}

/** Rules whose events and filters can hit the same object are refused. */
export function overlaps(a: CosTriggerRule, b: CosTriggerRule): boolean {
  const events = eventMatches(a.event, b.event) || eventMatches(b.event, a.event);
  const prefixes = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  const suffixes = a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix);
  return events && prefixes && suffixes;
}

function eventMatches(rule: string, name: string): boolean {
  return rule === name || (rule.endsWith(':*') && name.startsWith(rule.slice(0, -1)));
}
