import { causeOf, type Incident } from './incident.js';

/** An open incident with a cause of `causes` mutes those of `mutes` that share what `same` names. */
interface Inhibition {
  readonly causes: readonly string[];
  readonly mutes: { readonly causes?: readonly string[]; readonly kinds?: readonly string[] };
  readonly same: 'requester' | 'subject' | 'bucket';
  readonly why: string;
}

const KEY_CAUSES = [
  'key-disabled',
  'key-deleted',
  'key-unknown',
  'key-mistyped',
  'key-malformed',
  'temporary-key-expired',
];

/** One fault shows in several ways (root causes 6c): the message about the fault is enough. */
export const INHIBITIONS: readonly Inhibition[] = [
  {
    causes: KEY_CAUSES,
    mutes: { kinds: ['signature-mismatch', 'invalid-access-key', 'unspecified'] },
    same: 'subject',
    why: 'a key that does not work fails in every way of signing',
  },
  {
    causes: ['clock-skew', 'time-zone-error'],
    mutes: { kinds: ['time-skewed', 'request-expired'] },
    same: 'requester',
    why: 'a wrong clock makes requests skewed and links expired',
  },
  {
    causes: ['explicit-deny-bucket-policy'],
    mutes: {
      causes: ['no-permission', 'action-not-granted', 'resource-not-granted', 'anonymous-private', 'unexplained'],
    },
    same: 'bucket',
    why: 'while the bucket policy denies, a missing grant cannot be told apart',
  },
  {
    causes: ['cors-not-configured'],
    mutes: { causes: ['cors-origin-not-allowed', 'cors-method-not-allowed', 'cors-header-not-allowed'] },
    same: 'bucket',
    why: 'without any CORS rule every origin, method and header is refused',
  },
];

/** The fingerprint of the open incident that explains this one, or null. A muted incident mutes nobody: no chains, no circles. */
export function inhibitorOf(incident: Incident, open: readonly Incident[]): string | null {
  const cause = causeOf(incident.diagnosis);
  for (const other of open) {
    if (other === incident || other.key.by === 'system' || other.shadow) continue;
    const otherCause = causeOf(other.diagnosis);
    for (const rule of INHIBITIONS) {
      if (otherCause === null || !rule.causes.includes(otherCause)) continue;
      // Two faults of the same sort are two incidents.
      if (cause !== null && rule.causes.includes(cause)) continue;
      const muted =
        (cause !== null && rule.mutes.causes?.includes(cause)) ||
        incident.groups.every((group) => rule.mutes.kinds?.includes(group.kind));
      if (muted && shares(incident, other, rule.same)) return other.fingerprint;
    }
  }
  return null;
}

function shares(a: Incident, b: Incident, same: Inhibition['same']): boolean {
  if (same === 'bucket') return a.groups.every((group) => b.groups.some((other) => other.bucket === group.bucket));
  if (same === 'requester') {
    return a.groups.every((group) => b.groups.some((other) => other.requester === group.requester));
  }
  const subject = b.diagnosis.status === 'ok' ? b.diagnosis.main.subject : '';
  return subject !== '' && (a.evidence?.accessKeys.includes(subject) ?? false);
}
