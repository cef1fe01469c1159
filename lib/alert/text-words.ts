import { KIND_TEXTS } from '../denial/kind-texts.js';
import type { Kind } from '../denial/kinds.js';
import { CAUSES } from '../diagnose/causes/index.js';
import type { CauseId } from '../diagnose/ids.js';
import type { Text } from '../lang.js';
import type { Severity } from './rules-types.js';

/** What a reader calls a kind of refusal. */
export function kindWords(kind: string): Text {
  return KIND_TEXTS[kind as Kind] ?? both(kind);
}

export const SEVERITY_WORDS: Readonly<Record<Severity, Text>> = {
  critical: { en: 'CRITICAL', zh: '紧急' },
  error: { en: 'ERROR', zh: '严重' },
  warning: { en: 'WARNING', zh: '警告' },
  info: { en: 'INFO', zh: '提示' },
};

export const CONFIDENCE_WORDS: Readonly<Record<string, Text>> = {
  certain: { en: 'certain', zh: '确定' },
  likely: { en: 'likely', zh: '很可能' },
  possible: { en: 'possible', zh: '可能' },
};

/** A cause by its title, and by the id under which it is explained. */
export function causeName(id: string): Text {
  const title = Object.hasOwn(CAUSES, id) ? CAUSES[id as CauseId].title : null;
  return title === null ? both(id) : { en: `${title.en} (${id})`, zh: `${title.zh}（${id}）` };
}

export const NO_DIAGNOSIS_WORDS: Readonly<Record<string, Text>> = {
  off: { en: 'diagnosis is switched off', zh: '未启用诊断' },
  budget: { en: 'the call budget of this run was spent', zh: '本次运行的调用额度已用完' },
  deadline: { en: 'the run had no time left', zh: '本次运行时间不足' },
  error: { en: 'the settings could not be read', zh: '无法读取配置' },
  'no-detail': { en: 'the details are no longer kept', zh: '明细已不再保留' },
};

/** `2026-11-23 18:05 GMT+8`, in the zone of the configuration. */
export function when(ms: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'shortOffset',
  }).formatToParts(ms);
  const part = (type: string) => parts.find((entry) => entry.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')} ${part('timeZoneName')}`;
}

/** `2 h 15 min`, rounded to minutes. */
export function lasting(ms: number): Text {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  const en = [days && `${days} d`, hours && `${hours} h`, rest && `${rest} min`].filter(Boolean).join(' ');
  const zh = [days && `${days} 天`, hours && `${hours} 小时`, rest && `${rest} 分钟`].filter(Boolean).join(' ');
  return { en, zh };
}

export function number(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** The same text in both languages. */
export const both = (text: string): Text => ({ en: text, zh: text });
