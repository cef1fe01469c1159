import type { Lang } from '../lang.js';
import { cleanLine } from './clean.js';
import type { Notification } from './message.js';

/** A notification in one language, every value on one line and free of control characters; not yet escaped for any markup. */
export interface PlainMessage {
  readonly title: string;
  readonly action: string;
  readonly sections: readonly PlainSection[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

export interface PlainSection {
  readonly title: string;
  readonly lines: readonly string[];
  readonly code: string | null;
}

export function plainMessage(notification: Notification, lang: Lang): PlainMessage {
  return {
    title: cleanLine(notification.title[lang], 500),
    action: cleanLine(notification.action[lang], 1000),
    sections: notification.sections.map((section) => ({
      title: cleanLine(section.title[lang], 200),
      lines: section.lines.map((line) => cleanLine(line[lang], 2000)),
      code: section.code === undefined ? null : cleanLine(section.code, 4000),
    })),
    links: notification.links
      .filter((link) => /^https:\/\/[^\s<>"]+$/.test(link.url))
      .map((link) => ({ label: cleanLine(link.label[lang], 100), url: link.url })),
  };
}

/** Section titles and lines in order, as plain text: the part of a message that may be shortened. */
export function bodyLines(message: PlainMessage): string[] {
  return message.sections.flatMap(sectionLines);
}

/** The whole message as plain text: mail, file, standard output. */
export function plainText(message: PlainMessage): string {
  const sections = message.sections.map((section) => sectionLines(section).join('\n'));
  const links = message.links.map((link) => `${link.label}: ${link.url}`).join('\n');
  return [[message.title, message.action].filter(Boolean).join('\n'), ...sections, links].filter(Boolean).join('\n\n');
}

function sectionLines({ title, lines, code }: PlainSection): string[] {
  return [title, ...lines.map((line) => `- ${line}`), ...(code === null ? [] : [code])];
}

/** What a channel says whose markup would change characters of the code. */
export function codeElsewhere(lang: Lang): string {
  return lang === 'zh'
    ? '策略全文请见邮件，或运行 cos403 incidents --format json'
    : 'the policy itself: in the mail, or `cos403 incidents --format json`';
}
