import type { Text } from '../lang.js';
import { type DiagnosisFailure, type IncidentEvent, isAllowedNow } from './incident.js';
import { both, NO_DIAGNOSIS_WORDS } from './text-words.js';

/** Reasons that pass: the next run asks again, and tells when the cause is known. */
const PASSING: ReadonlySet<DiagnosisFailure> = new Set(['budget', 'deadline', 'error']);

/** Second line: what to do. */
export function actionOf({ type, incident, resolvedBy }: IncidentEvent): Text {
  if (type === 'resolved') {
    if (resolvedBy === 'no-traffic') {
      return {
        en: 'No request of any sort has been logged since: not seen again, but not proven repaired either.',
        zh: '此后没有任何请求日志：未再出现，但也无法证明已修复。',
      };
    }
    return { en: 'Nothing to do: it has not been seen again.', zh: '无需处理：未再出现。' };
  }
  if (incident.system !== null) return incident.system.action;
  const { diagnosis } = incident;
  if (diagnosis.status === 'none') return withoutDiagnosis(diagnosis.reason);
  const { cause, remedy } = diagnosis.main;
  if (isAllowedNow(cause.id)) {
    return {
      en: "Nothing to change: today's settings allow these requests. If refusals go on, wait some minutes for settings to take effect.",
      zh: '无需修改：当前配置已允许这些请求。若仍被拒绝，请等待几分钟让配置生效。',
    };
  }
  return remedy.steps[0] ?? cause.summary;
}

function withoutDiagnosis(reason: DiagnosisFailure): Text {
  const why = NO_DIAGNOSIS_WORDS[reason] ?? both('');
  const again: Text = PASSING.has(reason)
    ? { en: 'The next run tries again and tells the cause; until then run', zh: '下次运行会重试并告知原因；在此之前可' }
    : { en: 'Run', zh: '请' };
  return {
    en: `No diagnosis yet (${why.en}). ${again.en} \`cos403 diagnose --live\` on the logs, or look up a request id below.`,
    zh: `尚无诊断（${why.zh}）。${again.zh}对日志运行 cos403 diagnose --live，或用下方的请求 ID 查询。`,
  };
}
