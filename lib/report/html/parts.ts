import type { Text } from '../../lang.js';
import { escapeHtml } from '../../text/html.js';
import { WORDS, type Word } from './words.js';

/** A text in both languages; the page's style shows one. */
export function both(text: Text): string {
  if (text.en === text.zh) return escapeHtml(text.en);
  return `<span lang="en">${escapeHtml(text.en)}</span><span lang="zh-CN">${escapeHtml(text.zh)}</span>`;
}

export const word = (id: Word): string => both(WORDS[id]);

/** An attribute in both languages: the script sets it when the language changes. */
export function bothAttribute(name: string, text: Text, lang: 'en' | 'zh'): string {
  return `${name}="${escapeHtml(text[lang])}" data-${name}-en="${escapeHtml(text.en)}" data-${name}-zh="${escapeHtml(text.zh)}"`;
}

/** Log content in a line of its own direction: right-to-left text in it does not reorder what stands beside. */
export const value = (text: string): string => `<bdi>${escapeHtml(text)}</bdi>`;
export const code = (text: string): string => `<bdi class="m">${escapeHtml(text)}</bdi>`;

/** Cuts what nobody reads to its end (a 10 KB user agent) by code points, before it is escaped. */
export function cut(text: string, length = 300): string {
  if (text.length <= length) return text;
  return `${[...text.slice(0, length * 2)].slice(0, length).join('')}…`;
}

/** A bar for a share, drawn without inline style. */
export function shareBar(share: number): string {
  const width = Math.max(share > 0 ? 0.8 : 0, Math.round(share * 1000) / 10);
  return `<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="bar-all" width="100" height="6"/><rect class="bar-part" width="${width}" height="6"/></svg>`;
}
