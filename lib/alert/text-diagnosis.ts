import type { Diagnosis } from '../diagnose/model.js';
import type { Text } from '../lang.js';
import { both, CONFIDENCE_WORDS, causeName, lasting, when } from './text-words.js';

const MAX_POLICY_CHARS = 1500;

export function causeLines(diagnosis: Diagnosis, timeZone: string): Text[] {
  const { cause, alternatives, onset } = diagnosis;
  const confidence = CONFIDENCE_WORDS[cause.confidence] ?? both(cause.confidence);
  const lines: Text[] = [
    {
      en: `${cause.title.en} (${cause.id}, ${confidence.en})`,
      zh: `${cause.title.zh}（${cause.id}，${confidence.zh}）`,
    },
    cause.summary,
  ];
  if (alternatives.length > 0) {
    const list = alternatives.slice(0, 4).map(({ id }) => causeName(id));
    lines.push({
      en: `also possible: ${list.map(({ en }) => en).join('; ')}`,
      zh: `也可能是：${list.map(({ zh }) => zh).join('；')}`,
    });
  }
  if (onset?.change) {
    const { action, requester, time } = onset.change;
    const at = when(Date.parse(time), timeZone);
    const after = onset.afterMs === null ? null : lasting(onset.afterMs);
    lines.push({
      en: `${after === null ? 'it began after' : `it began ${after.en} after`} ${action} by ${requester} at ${at}`,
      zh: `在 ${action}（${requester}，${at}）之后${after === null ? '' : ` ${after.zh}`}开始出现`,
    });
  }
  return lines;
}

/** The policy to paste, when it is short enough to read. */
export function policyOf({ remedy }: Pick<Diagnosis, 'remedy'>): string | null {
  const policy = remedy.policy === null ? '' : JSON.stringify(remedy.policy);
  return policy === '' || policy.length > MAX_POLICY_CHARS ? null : policy;
}

/** The steps after the first, which is the message's second line. */
export function stepLines({ remedy }: Diagnosis): Text[] {
  const steps = remedy.steps.slice(1, 7);
  if (policyOf({ remedy }) === null) return steps;
  const verified = remedy.verified === true;
  return [
    ...steps,
    {
      en: `the least policy that is needed${verified ? ' (checked: it allows every request seen)' : ''}:`,
      zh: `所需的最小策略${verified ? '（已验证：可放行所见的全部请求）' : ''}：`,
    },
  ];
}

export function ruledOutLines({ ruledOut }: Diagnosis): Text[] {
  return ruledOut.slice(0, 6).map(({ id, because }) => ({ en: `${id}: ${because.en}`, zh: `${id}：${because.zh}` }));
}

/** Checks without an answer, and the permission that would give one. */
export function uncheckedLines({ checks, missingPermissions }: Diagnosis, unfinished = false): Text[] {
  const lines = checks
    .filter((check) => check.status === 'unknown')
    .slice(0, 6)
    .map((check) => ({ en: `${check.id}: ${check.detail.en}`, zh: `${check.id}：${check.detail.zh}` }));
  if (unfinished) {
    lines.push({
      en: 'some settings could not be read in time: the next run tries again',
      zh: '部分配置未能及时读取：下次运行会重试',
    });
  }
  if (missingPermissions.length > 0) {
    const list = missingPermissions.slice(0, 10).join(', ');
    lines.push({ en: `permissions that would help: ${list}`, zh: `可补充的权限：${list}` });
  }
  return lines;
}
