import type { Finding } from './incident.js';
import { worse } from './rules-types.js';

/** Two groups with one cause. */
export function joined(a: Finding, b: Finding): Finding {
  return {
    ...a,
    groups: [...a.groups, ...b.groups],
    breaches: [...a.breaches, ...b.breaches],
    rules: [...new Set([...a.rules, ...b.rules])].sort(),
    severity: worse(a.severity, b.severity),
    shadow: a.shadow && b.shadow,
    channels: a.channels === null || b.channels === null ? null : [...new Set([...a.channels, ...b.channels])].sort(),
    repeatMs: Math.min(a.repeatMs, b.repeatMs),
    resolveAfterMs: Math.max(a.resolveAfterMs, b.resolveAfterMs),
    count: a.count + b.count,
    firstSeenMs: Math.min(a.firstSeenMs, b.firstSeenMs),
    lastSeenMs: Math.max(a.lastSeenMs, b.lastSeenMs),
    lastDenialMs: Math.max(a.lastDenialMs, b.lastDenialMs),
    evidence: mergedEvidence(a, b),
  };
}

function mergedEvidence(a: Finding, b: Finding): Finding['evidence'] {
  if (a.evidence === null || b.evidence === null) return a.evidence ?? b.evidence;
  const union = (x: readonly string[], y: readonly string[]) => [...new Set([...x, ...y])].slice(0, 5);
  const addresses = union(a.evidence.addresses.top, b.evidence.addresses.top);
  return {
    ...a.evidence,
    requesters: [...new Set([...a.evidence.requesters, ...b.evidence.requesters])].slice(0, 20),
    addresses: {
      distinct: Math.max(a.evidence.addresses.distinct, b.evidence.addresses.distinct, addresses.length),
      top: addresses,
    },
    accessKeys: union(a.evidence.accessKeys, b.evidence.accessKeys),
    succeeded: a.evidence.succeeded + b.evidence.succeeded,
  };
}
