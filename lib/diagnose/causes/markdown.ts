import { KIND_TEXTS } from '../../denial/kind-texts.js';
import { CAUSE_IDS } from '../ids.js';
import { PAGES } from '../pages.js';
import type { Cause } from './cause.js';
import { CAUSES } from './index.js';

const HEAD = `# Causes

Every cause that \`cos403 diagnose\` can name, in English and Chinese: what proves it, what disproves it, what it asks the cloud for and what to do.

- **Kind**: what COS itself said, by error code and message of the access log ([the list](#kinds)). One kind has many causes: that is why there is this page.
- **Facts**: the settings of the account that decide, from \`--snapshot\` or read with \`--live\`. Without a fact that it needs a cause is never *certain*.
- **Proves it**, **Disproves it**: what must be found in log and facts. *Certain*: all of it was checked and the other causes are ruled out; *likely*: one fact is missing or inferred; *possible*: not ruled out.
- Words in ‹angle brackets› are filled in from the log and the facts.

This file is generated: \`node scripts/causes.mjs\` writes it from \`lib/diagnose/causes/\`, and a test keeps both equal.
`;

/** docs/CAUSES.md as text, from the table of causes. */
export function causesMarkdown(): string {
  const toc = CAUSE_IDS.map((id) => `- [\`${id}\`](#${id}): ${CAUSES[id].title.en} · ${CAUSES[id].title.zh}`).join(
    '\n',
  );
  return `${HEAD}\n${toc}\n\n${kinds()}\n${CAUSE_IDS.map((id) => section(CAUSES[id])).join('\n')}`;
}

/** What the log can say, each with the causes that are usually behind it. */
function kinds(): string {
  const rows = Object.entries(KIND_TEXTS).map(([kind, title]) => {
    const causes = CAUSE_IDS.filter(
      (id) => CAUSES[id].kinds !== 'any' && (CAUSES[id].kinds as readonly string[]).includes(kind),
    );
    return `| \`${kind}\` | ${title.en} · ${title.zh} | ${causes.map((id) => `[\`${id}\`](#${id})`).join(', ') || '–'} |`;
  });
  return ['## Kinds', '', '| kind | what the log says | usual causes |', '|---|---|---|', ...rows, ''].join('\n');
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
