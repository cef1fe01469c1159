import * as z from 'zod/mini';
import { CONDITION_IDS } from '../lib/alert/conditions.js';
import { filterSchema } from '../lib/config/filter.js';
import { SEVERITIES } from '../lib/config/rules.js';
import { KINDS } from '../lib/denial/kinds.js';
import { CAUSE_IDS } from '../lib/diagnose/ids.js';

/** What alerts write: messages for machines, answers of commands, objects of the state. Open as all of them: fields may be added. */
const count = () => z.int().check(z.minimum(0));
const ms = () => z.number();
const time = () => z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/));
const severity = z.enum(SEVERITIES);
const confidence = z.enum(['certain', 'likely', 'possible']);
const cause = z.enum(CAUSE_IDS);
const fingerprint = z.string().check(z.regex(/^v1-[0-9a-f]{20}$/));
const policy = z.nullable(z.looseObject({ version: z.string(), statement: z.array(z.looseObject({})) }));
const kind = z.enum(KINDS);
const group = z.looseObject({ bucket: z.string(), kind: kind, requester: z.string() });
const text = z.looseObject({ en: z.string(), zh: z.string() });
const INCIDENT_TYPES = ['incident.opened', 'incident.repeated', 'incident.changed', 'incident.resolved'] as const;
const OTHER_TYPES = ['report', 'system', 'test'] as const;

/** `data` of a message about refusals. */
const incidentData = z.looseObject({
  incident: z.looseObject({
    id: fingerprint,
    episode: count(),
    state: z.enum(['open', 'resolved']),
    severity,
    condition: z.nullable(z.enum(CONDITION_IDS)),
    groups: z.array(group),
    rules: z.array(z.string()),
    startedAt: time(),
    lastSeen: time(),
    resolvedAt: z.nullable(time()),
    count: count(),
  }),
  event: z.enum(['opened', 'reopened', 'changed', 'repeated', 'resolved']),
  newDenials: count(),
  changes: z.array(z.looseObject({ what: z.enum(['cause', 'cause-gone', 'confidence', 'severity', 'groups']) })),
  diagnosis: z.union([
    z.looseObject({
      cause,
      confidence,
      subject: z.string(),
      alternatives: z.array(z.looseObject({ id: cause, confidence })),
      missingPermissions: z.array(z.string()),
      policy,
      verified: z.nullable(z.boolean()),
    }),
    z.looseObject({ cause: z.null(), reason: z.string() }),
  ]),
  requestIds: z.array(z.string()),
});

const notificationFields = {
  schema: z.literal('cos403.notification/1'),
  id: z.string().check(z.regex(/^[^.]+$/)),
  timestamp: time(),
  severity,
  dedupKey: z.string(),
  lang: z.enum(['en', 'zh']),
  title: z.string(),
  action: z.string(),
  labels: z.record(z.string(), z.string()),
  sections: z.array(
    z.looseObject({ title: z.string(), lines: z.array(z.string()), code: z.optional(z.nullable(z.string())) }),
  ),
  links: z.array(z.looseObject({ label: z.string(), url: z.string() })),
};

/** `data` is null where it would have made the body too large. */
export const notificationSchema = z.discriminatedUnion('type', [
  z.looseObject({ ...notificationFields, type: z.enum(INCIDENT_TYPES), data: z.nullable(incidentData) }),
  z.looseObject({ ...notificationFields, type: z.enum(OTHER_TYPES), data: z.unknown() }),
]);

export const incidentsSchema = z.looseObject({
  schema: z.literal('cos403.incidents/1'),
  incidents: z.array(
    z.looseObject({
      id: fingerprint,
      state: z.enum(['open', 'resolved']),
      severity,
      title: z.string(),
      condition: z.nullable(z.enum(CONDITION_IDS)),
      groups: z.array(group),
      count: count(),
      cause: z.nullable(
        z.looseObject({ id: cause, confidence, title: z.string(), summary: z.string(), subject: z.string() }),
      ),
      remedy: z.nullable(z.looseObject({ steps: z.array(z.string()), policy })),
      rules: z.array(z.string()),
      startedAt: time(),
      openedAt: time(),
      lastSeen: time(),
      resolvedAt: z.nullable(time()),
      messages: count(),
      lastMessageAt: z.nullable(time()),
      muted: z.nullable(z.string()),
      requestIds: z.array(z.string()),
    }),
  ),
});

export const alertRunSchema = z.looseObject({
  schema: z.literal('cos403.alert-run/1'),
  status: z.enum(['done', 'skipped']),
  partials: z.looseObject({ read: count(), complete: z.boolean(), damaged: count() }),
  swept: z.nullable(z.looseObject({ ingested: count(), failed: count(), complete: z.boolean() })),
  breaches: count(),
  diagnosed: count(),
  open: count(),
  events: z.record(z.string(), count()),
  messages: z.looseObject({
    queued: count(),
    sent: count(),
    waiting: count(),
    failed: z.array(z.looseObject({ channel: z.string(), id: z.string(), reason: z.string() })),
  }),
  conditions: z.array(z.string()),
  refused: z.array(z.looseObject({ key: z.string(), why: z.enum(['newer', 'damaged']), reason: z.string() })),
  outOfTime: z.boolean(),
  ms: count(),
  /** `alert --format json` without channels: the messages themselves. */
  printed: z.optional(z.array(notificationSchema)),
});

const diagnosed = z.union([
  z.looseObject({
    status: z.literal('ok'),
    main: z.looseObject({ cause: z.looseObject({ id: cause, confidence }) }),
    atMs: ms(),
  }),
  z.looseObject({ status: z.literal('none'), reason: z.string() }),
]);

const incident = z.looseObject({
  fingerprint,
  key: z.discriminatedUnion('by', [
    z.looseObject({ by: z.literal('cause'), cause, bucket: z.string(), subject: z.string() }),
    z.looseObject({ by: z.literal('group'), bucket: z.string(), kind: kind, requester: z.string() }),
    z.looseObject({ by: z.literal('system'), condition: z.enum(CONDITION_IDS), subject: z.string() }),
  ]),
  state: z.enum(['open', 'resolved']),
  groups: z.array(group),
  rules: z.array(z.string()),
  severity,
  shadow: z.boolean(),
  channels: z.nullable(z.array(z.string())),
  repeatMs: ms(),
  resolveAfterMs: ms(),
  episode: count(),
  episodeStartMs: ms(),
  openedAtMs: ms(),
  lastSeenMs: ms(),
  lastActiveMs: ms(),
  resolvedAtMs: z.nullable(ms()),
  count: count(),
  share: z.number(),
  countAtLastMessage: count(),
  reopenedMs: z.array(ms()),
  diagnosis: diagnosed,
  messages: count(),
  lastMessageMs: z.nullable(ms()),
  pending: z.array(z.looseObject({ what: z.string() })),
  muted: z.nullable(z.looseObject({ by: z.enum(['silence', 'inhibition', 'shadow']) })),
});

const slots = z.record(z.string(), z.number());

export const alertStateSchema = z.looseObject({
  schema: z.literal('cos403.alert-state/1'),
  savedAt: time(),
  window: z.looseObject({
    counts: z.looseObject({
      groups: z.record(
        z.string(),
        z.looseObject({ bucket: z.string(), kind: kind, requester: z.string(), slots, quiet: slots }),
      ),
      buckets: z.record(
        z.string(),
        z.looseObject({ requests: slots, denials: slots, watermarkMs: ms(), lastFileMs: ms() }),
      ),
      hours: z.record(z.string(), slots),
    }),
    read: z.record(z.string(), z.array(z.string())),
    details: z.record(z.string(), z.looseObject({})),
    newestMs: z.nullable(ms()),
    resumeMs: z.nullable(ms()),
  }),
  incidents: z.array(incident),
  seen: z.record(z.string(), ms()),
  startedMs: ms(),
  lastSweepMs: ms(),
  lastForgetMs: ms(),
  held: z.array(
    z.looseObject({
      condition: z.looseObject({ condition: z.enum(CONDITION_IDS), subject: z.string(), severity }),
      untilMs: ms(),
    }),
  ),
  outOfTime: count(),
  crashesMs: z.array(ms()),
});

export const silenceSchema = z.looseObject({
  schema: z.literal('cos403.silence/1'),
  id: z.string(),
  where: z.looseObject({ ...filterSchema.shape, incidents: z.optional(z.array(z.string())) }),
  from: z.optional(z.string()),
  until: z.string(),
  reason: z.optional(z.string()),
});

export const outboxSchema = z.looseObject({
  schema: z.literal('cos403.outbox/1'),
  id: z.string(),
  channel: z.string(),
  notification: z.looseObject({
    id: z.string(),
    type: z.enum([...INCIDENT_TYPES, ...OTHER_TYPES]),
    severity,
    dedupKey: z.string(),
    time: time(),
    title: text,
    action: text,
    sections: z.array(z.looseObject({ title: text, lines: z.array(text) })),
    links: z.array(z.looseObject({ label: text, url: z.string() })),
    labels: z.record(z.string(), z.string()),
  }),
  queuedAt: time(),
  attempts: count(),
  notBeforeMs: ms(),
  lastReason: z.nullable(z.string()),
});
