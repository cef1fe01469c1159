import type { Text } from '../lang.js';
import type { Change, IncidentEvent } from './incident.js';
import { CONFIDENCE_WORDS, causeName, lasting, number, SEVERITY_WORDS } from './text-words.js';

/** What a reader of the last message does not know yet. */
export function changeLines(event: IncidentEvent): Text[] {
  if (event.type === 'opened') return [];
  const { incident } = event;
  if (event.type === 'reopened') {
    const times = incident.reopenedMs.length;
    return [
      {
        en: `came back ${times} ${times === 1 ? 'time' : 'times'} within a day: it now has to stay quiet longer before it counts as resolved`,
        zh: `一天内再次出现 ${times} 次：需要更长的平静时间才会视为恢复`,
      },
    ];
  }
  const lines = event.changes.map(changeLine);
  if (event.newDenials > 0 && incident.key.by !== 'system') {
    lines.push({ en: `${number(event.newDenials)} more refused`, zh: `新增拒绝 ${number(event.newDenials)} 次` });
  }
  if (event.type === 'repeated') {
    const open = lasting(incident.lastActiveMs - incident.openedAtMs);
    lines.push({ en: `open for ${open.en}`, zh: `已持续 ${open.zh}` });
  }
  return lines;
}

function changeLine(change: Change): Text {
  switch (change.what) {
    case 'cause': {
      const to = causeName(change.to);
      if (change.from === null) return { en: `the cause is known now: ${to.en}`, zh: `原因已查明：${to.zh}` };
      const from = causeName(change.from);
      return {
        en: `the cause is now: ${to.en}; before: ${from.en}`,
        zh: `原因变为：${to.zh}；此前为：${from.zh}`,
      };
    }
    case 'cause-gone':
      return {
        en: `the cause is gone (${change.to}): today's settings allow these requests`,
        zh: `原因已消除（${change.to}）：当前配置允许这些请求`,
      };
    case 'confidence': {
      const from = CONFIDENCE_WORDS[change.from] ?? { en: change.from, zh: change.from };
      const to = CONFIDENCE_WORDS[change.to] ?? { en: change.to, zh: change.to };
      return { en: `confidence is now ${to.en}, was ${from.en}`, zh: `可信度由“${from.zh}”变为“${to.zh}”` };
    }
    case 'severity':
      return {
        en: `severity rose from ${SEVERITY_WORDS[change.from].en} to ${SEVERITY_WORDS[change.to].en}`,
        zh: `级别由“${SEVERITY_WORDS[change.from].zh}”升为“${SEVERITY_WORDS[change.to].zh}”`,
      };
    case 'groups':
      return {
        en: `${change.added} more ${change.added === 1 ? 'group is' : 'groups are'} refused for the same cause`,
        zh: `另有 ${change.added} 组请求因同一原因被拒绝`,
      };
  }
}
