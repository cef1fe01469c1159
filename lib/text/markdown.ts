import { visible } from './visible.js';

/** Log content inside Markdown: every character with a meaning is escaped, mentions are broken, line breaks cannot occur. */
export function escapeMarkdown(text: string): string {
  return visible(text)
    .replace(/[\\`*_{}[\]()#+!|<>~&]/g, '\\$&')
    .replaceAll('@', '@\u2060')
    .replace(/^(\s*)([-=\d])/, '$1\\$2')
    .replace(/(https?|ftp|mailto|javascript|data):/gi, '$1\\:');
}
