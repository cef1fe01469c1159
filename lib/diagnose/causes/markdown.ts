import { CAUSE_IDS } from '../ids.js';
import { PAGES } from '../pages.js';
import type { Cause } from './cause.js';
import { CAUSES } from './index.js';

const HEAD = `# Causes

Every cause that \`cos403 diagnose\` can name: what proves it, what disproves it, what it asks the cloud for and what to do.
Words in angle brackets are filled in from the log and the facts.

This file is generated: \`node scripts/causes.mjs\` writes it from \`lib/diagnose/causes/\`, and a test keeps both equal.
`;

/** docs/CAUSES.md as text, from the table of causes. */
export function causesMarkdown(): string {
  const toc = CAUSE_IDS.map((id) => `- [\`${id}\`](#${id}): ${CAUSES[id].title.en} · ${CAUSES[id].title.zh}`).join(
    '\n',
  );
  return `${HEAD}\n${toc}\n\n${CAUSE_IDS.map((id) => section(CAUSES[id])).join('\n')}`;
}

function section(cause: Cause): string {
  const kinds = cause.kinds === 'any' ? 'any' : cause.kinds.map((kind) => `\`${kind}\``).join(', ');
  const facts =
    cause.facts.length === 0 ? 'none, the log decides' : cause.facts.map((fact) => `\`${fact}\``).join(', ');
  return [
    `## ${cause.id}`,
    '',
    `**${cause.title.en}** · **${cause.title.zh}**`,
    '',
    `- Usually of kind: ${kinds}`,
    `- Facts: ${facts}`,
    `- Proves it: ${cause.proves.en} · ${cause.proves.zh}`,
    `- Disproves it: ${cause.disproves.en} · ${cause.disproves.zh}`,
    '',
    shown(cause.summary.en),
    '',
    ...cause.steps.map((step) => `1. ${shown(step.en)}`),
    '',
    shown(cause.summary.zh),
    '',
    ...cause.steps.map((step) => `1. ${shown(step.zh)}`),
    '',
    cause.pages.map((page) => `<${PAGES[page].en}>`).join(' · '),
    '',
  ].join('\n');
}

/** `{name}` becomes ‹name›, and what Markdown would read as markup is escaped. */
function shown(text: string): string {
  return text.replace(/[<>*_|]/g, '\\$&').replace(/\{([a-z][A-Za-z]*)\}/g, '‹$1›');
}
