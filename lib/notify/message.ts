import type { Lang, Text } from '../lang.js';

/** What a channel is asked to say, independent of its markup. Log content inside is NOT yet escaped: each channel escapes for its target. */
export interface Notification {
  /** Stable id of the event (incident fingerprint + state + sequence): idempotency key; no `.` inside. */
  readonly id: string;
  readonly type:
    | 'incident.opened'
    | 'incident.repeated'
    | 'incident.changed'
    | 'incident.resolved'
    | 'report'
    | 'system'
    | 'test';
  readonly severity: 'critical' | 'error' | 'warning' | 'info';
  /** Stable over the life of an incident: PagerDuty dedup_key, Alertmanager fingerprint. */
  readonly dedupKey: string;
  readonly time: string;
  /** First line: what and how bad. */
  readonly title: Text;
  /** Second line: what to do. */
  readonly action: Text;
  readonly sections: readonly NotificationSection[];
  readonly links: readonly { readonly label: Text; readonly url: string }[];
  /** Low-cardinality labels (bucket, kind, cause, severity). */
  readonly labels: Readonly<Record<string, string>>;
  /** Machine-readable body for the signed JSON channel: `cos403.notification/1`. */
  readonly data: unknown;
  readonly attachments?: readonly { readonly name: string; readonly contentType: string; readonly body: Uint8Array }[];
  /** A ready HTML mail body (the report's), used by mail channels instead of the generated one. */
  readonly html?: Text;
}

export interface NotificationSection {
  readonly title: Text;
  readonly lines: readonly Text[];
  /** To be copied as it is (a policy). Channels whose markup would change it leave it out and say so. */
  readonly code?: string;
}

export type SendOutcome =
  | { readonly status: 'sent' }
  /** Try again after `retryAfterMs`. */
  | { readonly status: 'retry'; readonly reason: string; readonly retryAfterMs: number }
  /** Will never work as configured (wrong URL, bad token): tell the other channels. */
  | { readonly status: 'failed'; readonly reason: string };

/** One configured channel. `reason`s never contain the URL or a secret. */
export interface Channel {
  readonly name: string;
  readonly type: string;
  readonly lang: Lang;
  /** At most `count` messages in any `perMs`: the outbox keeps to it over runs. Absent: no limit is known. */
  readonly rate?: { readonly count: number; readonly perMs: number };
  /** People read it: many messages of one run become one digest. Machines (PagerDuty, webhooks) get each event. */
  readonly digest?: boolean;
  send(notification: Notification, signal: AbortSignal): Promise<SendOutcome>;
}
