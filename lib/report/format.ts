import type { Text } from '../lang.js';
import { wallClock } from './zone.js';

export { formatBytes } from '../text/bytes.js';

/** `12,431`: the same in both languages. */
export const formatCount = (value: number) => value.toLocaleString('en-US');

/** `1.2%`, with as many digits as it takes to tell it from none and from all. Null is `–`. */
export function formatShare(share: number | null): string {
  if (share === null) return '–';
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent}%`;
  if (percent < 0.01) return '<0.01%';
  if (percent > 99.9) return '>99.9%';
  return `${percent >= 10 ? percent.toFixed(1).replace(/\.0$/, '') : percent.toFixed(2).replace(/0$/, '').replace(/\.0$/, '')}%`;
}

/** `+38%`, `−4%`, `±0%`; tenfold and more is `×12`. Null is `–`. */
export function formatChange(change: number | null): string {
  if (change === null) return '–';
  if (change >= 9) return `×${formatCount(Math.round(change + 1))}`;
  const percent = Math.round(change * 100);
  if (percent === 0) return '±0%';
  return percent > 0 ? `+${percent}%` : `−${-percent}%`;
}

/** `2026-11-23 14:02` on the report's clock. */
export function formatTime(iso: string, timeZone: string): string {
  const { date, time } = wallClock(Date.parse(iso), timeZone);
  return `${date} ${time}`;
}

/** `Monday, 23 November 2026` and `2026年11月23日 星期一`. */
export function formatDay(date: string): Text {
  const ms = Date.parse(`${date}T00:00:00Z`);
  const weekday = (locale: string) => new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(ms);
  const month = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' }).format(ms);
  const [year, monthNumber, day] = date.split('-').map(Number);
  return {
    en: `${weekday('en-GB')}, ${day} ${month} ${year}`,
    zh: `${year}年${monthNumber}月${day}日 ${weekday('zh-CN')}`,
  };
}
