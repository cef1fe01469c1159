import type { Diagnosis } from '../diagnose/model.js';
import type { Text } from '../lang.js';
import type { Incident, IncidentEvent } from './incident.js';
import { both, CONFIDENCE_WORDS, kindWords, lasting, number, SEVERITY_WORDS } from './text-words.js';

/** What a person calls it: the cause, or the kind of refusal, and whose. */
export function nameOf(incident: Incident): Text {
  if (incident.system !== null) return incident.system.title;
  const buckets = [...new Set(incident.groups.map((group) => group.bucket))];
  const where = buckets.length === 1 ? (buckets[0] ?? '') : `${buckets[0]} +${buckets.length - 1}`;
  if (incident.diagnosis.status === 'ok') {
    const title = doubted(incident.diagnosis.main.cause);
    // An identity helps to find whom it is about; a SecretId or "anonymous" in the first line does not.
    const named = incident.groups.every((group) => /^\d+:\d+$/.test(group.requester));
    if (!named) return { en: `${title.en}: ${where}`, zh: `${where}：${title.zh}` };
    const who = whoOf(incident);
    return { en: `${title.en}: ${who.en} on ${where}`, zh: `${where}：${title.zh}（${who.zh}）` };
  }
  const kind = kindWords(incident.groups[0]?.kind ?? 'other');
  const who = whoOf(incident);
  return { en: `403 (${kind.en}) for ${who.en} on ${where}`, zh: `${where}：${who.zh} 被拒绝（${kind.zh}）` };
}

/** The first line is all that some people read: it claims no more than the diagnosis does. */
function doubted({ id, title, confidence }: Diagnosis['cause']): Text {
  if (confidence === 'certain' || id === 'unexplained') return title;
  const { en, zh } = CONFIDENCE_WORDS[confidence] ?? both(confidence);
  return { en: `${title.en} (${en})`, zh: `${zh}是：${title.zh}` };
}

export function whoOf(incident: Incident): Text {
  const requesters = [...new Set(incident.groups.map((group) => group.requester))];
  if (requesters.includes('*')) return { en: 'many requesters', zh: '多个请求者' };
  const [first = ''] = requesters;
  if (requesters.length > 1) {
    return { en: `${first} and ${requesters.length - 1} more`, zh: `${first} 等 ${requesters.length} 个请求者` };
  }
  return first === 'anonymous' ? { en: 'anonymous clients', zh: '匿名客户端' } : both(first);
}

/** First line: what and how bad. */
export function titleOf(event: IncidentEvent): Text {
  const { incident } = event;
  const name = nameOf(incident);
  const severity = SEVERITY_WORDS[incident.severity];
  const count = number(incident.count);
  const more = number(event.newDenials);
  const refused = (n: string): Text =>
    incident.key.by === 'system' ? both('') : { en: ` - ${n} refused`, zh: `，拒绝 ${n} 次` };
  switch (event.type) {
    case 'opened':
      return {
        en: `[${severity.en}] ${name.en}${refused(count).en}`,
        zh: `【${severity.zh}】${name.zh}${refused(count).zh}`,
      };
    case 'reopened':
      return {
        en: `[${severity.en}] Again: ${name.en}${refused(count).en}`,
        zh: `【${severity.zh}】再次出现：${name.zh}${refused(count).zh}`,
      };
    case 'repeated':
      return {
        en: `[${severity.en}] Still: ${name.en}${incident.key.by === 'system' ? '' : ` - ${more} more refused, ${count} in all`}`,
        zh: `【${severity.zh}】持续中：${name.zh}${incident.key.by === 'system' ? '' : `，新增拒绝 ${more} 次，共 ${count} 次`}`,
      };
    case 'changed':
      return {
        en: `[${severity.en}] Changed: ${name.en}${refused(count).en}`,
        zh: `【${severity.zh}】有变化：${name.zh}${refused(count).zh}`,
      };
    case 'resolved': {
      const lasted = lasting(incident.lastSeenMs - incident.episodeStartMs);
      if (incident.key.by === 'system') return { en: `Resolved: ${name.en}`, zh: `已恢复：${name.zh}` };
      return {
        en: `Resolved: ${name.en} - ${count} refused in ${lasted.en}`,
        zh: `已恢复：${name.zh}，${lasted.zh}内共拒绝 ${count} 次`,
      };
    }
  }
}
