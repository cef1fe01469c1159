import { KIND_RULES } from './kind-table.js';
import type { Kind } from './kinds.js';

const BY_WORD = new Map(
  KIND_RULES.flatMap((rule) => rule.codes.map((code) => [code.toLowerCase(), rule.kind] as const)),
);
const BY_SENTENCE = KIND_RULES.map((rule) => ({
  kind: rule.kind,
  sentences: rule.sentences.map((sentence) => sentence.toLowerCase()),
  opening: rule.opening?.toLowerCase(),
}));

/** What sort of refusal fields 16 and 17 tell (contract 3): the code, then the message, first hit wins, without case. */
export function classify(errorCode: string, message: string): Kind {
  const code = errorCode.toLowerCase();
  const text = message.toLowerCase();
  const word = BY_WORD.get(code) ?? BY_WORD.get(text);
  if (word !== undefined) return word;
  for (const rule of BY_SENTENCE) {
    if (rule.opening !== undefined && text.startsWith(rule.opening)) return rule.kind;
    if (rule.sentences.some((sentence) => text.includes(sentence))) return rule.kind;
  }
  if (isEmpty(code) && isEmpty(text)) return 'unspecified';
  return code === 'accessdenied' || text === 'access denied.' ? 'access-denied' : 'other';
}

function isEmpty(text: string): boolean {
  return text === '-' || text === '';
}
