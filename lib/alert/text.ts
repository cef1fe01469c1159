import type { Text } from '../lang.js';
import type { Notification, NotificationSection } from '../notify/message.js';
import { maskDeep, masker, type Privacy } from '../text/privacy.js';
import type { Incident, IncidentEvent } from './incident.js';
import { actionOf } from './text-action.js';
import { changeLines } from './text-changes.js';
import { causeLines, policyOf, ruledOutLines, stepLines, uncheckedLines } from './text-diagnosis.js';
import { evidenceLines } from './text-evidence.js';
import { titleOf, whoOf } from './text-title.js';
import { lasting, when } from './text-words.js';

export interface TextOptions {
  /** Of the configuration: times are told in it. */
  readonly timeZone: string;
  readonly privacy: Privacy;
}

/** The vendor's page that takes a request id. */
export const DIAGNOSE_PAGE = 'https://console.cloud.tencent.com/cos5/diagnose';

/**
 * What is sent of an event, in both languages: first line what and how bad, second what to do, then the proof. Keys (and, if configured,
 * addresses) are masked everywhere; escaping is each channel's.
 */
export function notificationOf(event: IncidentEvent, nowMs: number, options: TextOptions): Notification {
  const { incident } = event;
  const notification: Notification = {
    id: `${incident.fingerprint}-${incident.episode}-${Math.trunc(incident.episodeStartMs / 1000).toString(36)}-${event.sequence}-${event.type}`,
    type: typeOf(event),
    severity: incident.severity,
    dedupKey: incident.fingerprint,
    time: new Date(nowMs).toISOString(),
    title: titleOf(event),
    action: actionOf(event),
    sections: sectionsOf(event, nowMs, options),
    links: linksOf(incident),
    labels: labelsOf(incident),
    data: dataOf(event),
  };
  const keys = [...(incident.evidence?.accessKeys ?? []), ...subjects(incident)];
  return maskDeep(notification, masker(options.privacy, keys));
}

function typeOf({ type, incident }: IncidentEvent): Notification['type'] {
  if (type === 'resolved') return 'incident.resolved';
  if (incident.key.by === 'system') return 'system';
  return type === 'reopened' ? 'incident.opened' : `incident.${type}`;
}

function sectionsOf(event: IncidentEvent, nowMs: number, options: TextOptions): NotificationSection[] {
  const { incident } = event;
  const section = (
    en: string,
    zh: string,
    lines: readonly Text[],
    code: string | null = null,
  ): NotificationSection[] =>
    lines.length === 0 ? [] : [{ title: { en, zh }, lines, ...(code === null ? {} : { code }) }];
  const footer = section('Incident', '事件', [
    {
      en: `${incident.fingerprint}, rules: ${incident.rules.join(', ') || 'built in'}`,
      zh: `${incident.fingerprint}，规则：${incident.rules.join('、') || '内置'}`,
    },
    {
      en: `to mute it: cos403 silence add --incident ${incident.fingerprint} --for 4h`,
      zh: `静默：cos403 silence add --incident ${incident.fingerprint} --for 4h`,
    },
  ]);
  if (incident.system !== null) {
    return [...section('Details', '详情', incident.system.lines), ...(event.type === 'resolved' ? [] : footer)];
  }
  const changed = section('Since the last message', '自上一条消息以来', changeLines(event));
  if (event.type === 'resolved')
    return [...changed, ...section('Summary', '概要', summaryLines(event, nowMs, options))];
  const { diagnosis } = incident;
  return [
    ...changed,
    ...(diagnosis.status === 'ok'
      ? [
          ...section('Cause', '原因', causeLines(diagnosis.main, options.timeZone)),
          ...section('Next steps', '后续步骤', stepLines(diagnosis.main), policyOf(diagnosis.main)),
        ]
      : []),
    ...section('Evidence', '依据', evidenceLines(incident, options.timeZone)),
    ...(diagnosis.status === 'ok'
      ? [
          ...section('Ruled out', '已排除', ruledOutLines(diagnosis.main)),
          ...section('Could not be checked', '未能检查', uncheckedLines(diagnosis.main, diagnosis.unfinished)),
        ]
      : []),
    ...footer,
  ];
}

function summaryLines({ incident }: IncidentEvent, nowMs: number, { timeZone }: TextOptions): Text[] {
  const who = whoOf(incident);
  const quiet = lasting(nowMs - incident.lastSeenMs);
  return [
    {
      en: `first ${when(incident.episodeStartMs, timeZone)}, last ${when(incident.lastSeenMs, timeZone)}, quiet for ${quiet.en}`,
      zh: `首次 ${when(incident.episodeStartMs, timeZone)}，最后 ${when(incident.lastSeenMs, timeZone)}，已平静 ${quiet.zh}`,
    },
    { en: `who: ${who.en}`, zh: `请求者：${who.zh}` },
  ];
}

function linksOf(incident: Incident): Notification['links'] {
  if (incident.system !== null) return [];
  const pages = incident.diagnosis.status === 'ok' ? incident.diagnosis.main.remedy.links : [];
  return [
    { label: { en: 'Look up a request id', zh: '请求 ID 诊断' }, url: DIAGNOSE_PAGE },
    ...pages.slice(0, 2).map((url) => ({ label: { en: 'Documentation', zh: '官方文档' }, url })),
  ];
}

function labelsOf(incident: Incident): Record<string, string> {
  const [group] = incident.groups;
  return {
    severity: incident.severity,
    ...(group === undefined ? {} : { bucket: group.bucket, kind: group.kind }),
    ...(incident.diagnosis.status === 'ok' ? { cause: incident.diagnosis.main.cause.id } : {}),
    ...(incident.key.by === 'system' ? { condition: incident.key.condition } : {}),
  };
}

/** For machines: `data` of `cos403.notification/1`. */
function dataOf(event: IncidentEvent) {
  const { incident } = event;
  const { diagnosis } = incident;
  return {
    incident: {
      id: incident.fingerprint,
      episode: incident.episode,
      state: incident.state,
      severity: incident.severity,
      condition: incident.key.by === 'system' ? incident.key.condition : null,
      groups: incident.groups.slice(0, 20),
      rules: incident.rules,
      startedAt: iso(incident.episodeStartMs),
      lastSeen: iso(incident.lastSeenMs),
      resolvedAt: incident.resolvedAtMs === null ? null : iso(incident.resolvedAtMs),
      count: incident.count,
    },
    event: event.type,
    newDenials: event.newDenials,
    changes: event.changes,
    diagnosis:
      diagnosis.status === 'ok'
        ? {
            cause: diagnosis.main.cause.id,
            confidence: diagnosis.main.cause.confidence,
            subject: diagnosis.main.subject,
            alternatives: diagnosis.main.alternatives,
            missingPermissions: diagnosis.main.missingPermissions,
            policy: diagnosis.main.remedy.policy,
            verified: diagnosis.main.remedy.verified,
          }
        : { cause: null, reason: diagnosis.reason },
    requestIds: incident.evidence?.samples.map((sample) => sample.requestId) ?? [],
  };
}

const iso = (ms: number) => new Date(ms).toISOString();

/** SecretIds outside the evidence: the subject of a key diagnosis, and requesters known by their key only. */
function subjects(incident: Incident): string[] {
  const keys = incident.groups.flatMap(({ requester }) => (requester.startsWith('key:') ? [requester.slice(4)] : []));
  const kind = incident.groups[0]?.kind;
  const aboutKey = kind === 'invalid-access-key' && incident.diagnosis.status === 'ok';
  return aboutKey && incident.diagnosis.status === 'ok' ? [...keys, incident.diagnosis.main.subject] : keys;
}
