import { readFileSync } from 'node:fs';

/** A command line that a document shows. */
export interface Snippet {
  readonly file: string;
  readonly line: number;
  /** As written, without prompt, `npx` and comment. */
  readonly text: string;
  /** In a text line and not in a block: may be only named, without all that it needs. */
  readonly inline: boolean;
  /** The lines below it in a `console` block, to the next prompt. */
  readonly output: readonly string[];
}

const COMMAND = /^(?:\$ )?(?:npx )?cos403(?: (.*))?$/;

/** Every `cos403 …` of a Markdown file: lines of code blocks and code spans. */
export function snippetsOf(file: string): readonly Snippet[] {
  const found: Snippet[] = [];
  let fence: string | null = null;
  let console: (Snippet & { readonly output: string[] }) | null = null;
  for (const [index, raw] of readFileSync(file, 'utf8').split('\n').entries()) {
    const mark = /^\s*```(\w*)/.exec(raw);
    if (mark) {
      fence = fence === null ? (mark[1] ?? '') : null;
      console = null;
      continue;
    }
    const at = { file, line: index + 1 };
    if (fence === null) {
      for (const [, span = ''] of raw.matchAll(/`([^`]+)`/g)) {
        const match = COMMAND.exec(span.trim());
        if (match) found.push({ ...at, text: match[1] ?? '', inline: true, output: [] });
      }
      continue;
    }
    const isPrompt = raw.startsWith('$ ');
    const match = fence === 'console' && !isPrompt ? null : COMMAND.exec(raw.trim());
    if (isPrompt) console = null;
    if (match) {
      const snippet = { ...at, text: match[1] ?? '', inline: false, output: [] as string[] };
      found.push(snippet);
      if (isPrompt) console = snippet;
    } else if (console) console.output.push(raw);
  }
  return found;
}

/** Splits as a shell does, as far as documents need it: quotes, and a comment to the end. */
export function shellWords(text: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)) {
    if (word.startsWith('#') || word === '|' || word === '>' || word === '&&') break;
    words.push(word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
  }
  return words;
}
