import type { Lang } from '../lang.js';
import type { Incident } from './incident.js';
import { nameOf } from './text-title.js';

/** One incident as `cos403 incidents --format json` shows it, in one language. */
export function incidentView(incident: Incident, lang: Lang) {
  const { diagnosis, muted } = incident;
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    id: incident.fingerprint,
    state: incident.state,
    severity: incident.severity,
    title: nameOf(incident)[lang],
    condition: incident.key.by === 'system' ? incident.key.condition : null,
    groups: incident.groups,
    count: incident.count,
    cause:
      diagnosis.status === 'ok'
        ? {
            id: diagnosis.main.cause.id,
            confidence: diagnosis.main.cause.confidence,
            title: diagnosis.main.cause.title[lang],
            summary: diagnosis.main.cause.summary[lang],
            subject: diagnosis.main.subject,
          }
        : null,
    remedy:
      diagnosis.status === 'ok'
        ? { steps: diagnosis.main.remedy.steps.map((step) => step[lang]), policy: diagnosis.main.remedy.policy }
        : null,
    rules: incident.rules,
    startedAt: iso(incident.episodeStartMs),
    openedAt: iso(incident.openedAtMs),
    lastSeen: iso(incident.lastSeenMs),
    resolvedAt: incident.resolvedAtMs === null ? null : iso(incident.resolvedAtMs),
    messages: incident.messages,
    lastMessageAt: incident.lastMessageMs === null ? null : iso(incident.lastMessageMs),
    muted:
      muted === null
        ? null
        : muted.by === 'silence'
          ? `silence ${muted.id} until ${iso(muted.untilMs)}`
          : muted.by === 'inhibition'
            ? `explained by ${muted.fingerprint}`
            : 'shadow rule',
    requestIds: incident.evidence?.samples.map((sample) => sample.requestId) ?? [],
  };
}
