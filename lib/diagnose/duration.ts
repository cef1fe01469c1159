import type { Text } from '../lang.js';

const UNITS = [
  { ms: 86_400_000, en: 'd', zh: '天' },
  { ms: 3_600_000, en: 'h', zh: '小时' },
  { ms: 60_000, en: 'min', zh: '分钟' },
  { ms: 1_000, en: 's', zh: '秒' },
] as const;

/** A span in ms as people say it, in its two largest units: "3 h 12 min", 「3 小时 12 分钟」. The sign is dropped. */
export function duration(ms: number): Text {
  let left = Math.abs(Math.round(ms / 1000) * 1000);
  const en: string[] = [];
  const zh: string[] = [];
  for (const unit of UNITS) {
    const count = Math.floor(left / unit.ms);
    if (count === 0) {
      if (en.length > 0) break;
      continue;
    }
    en.push(`${count} ${unit.en}`);
    zh.push(`${count} ${unit.zh}`);
    left -= count * unit.ms;
    if (en.length === 2) break;
  }
  return en.length === 0 ? { en: '0 s', zh: '0 秒' } : { en: en.join(' '), zh: zh.join(' ') };
}

/** "3 h 12 min", or "3 h 12 min to 5 h" when the ends differ by more than a tenth. */
export function durationRange(minMs: number, maxMs: number): Text {
  const [low, high] = [Math.min(Math.abs(minMs), Math.abs(maxMs)), Math.max(Math.abs(minMs), Math.abs(maxMs))];
  const from = duration(low);
  const to = duration(high);
  if (high - low <= high / 10 || from.en === to.en) return to;
  return { en: `${from.en} to ${to.en}`, zh: `${from.zh} 至 ${to.zh}` };
}
