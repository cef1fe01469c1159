import type { Text } from '../lang.js';

/** A value for a template: the same in both languages, or one for each. */
export type Param = string | Text;
export type Params = Readonly<Record<string, Param>>;

const UNKNOWN: Text = { en: '(unknown)', zh: '（未知）' };
const LIMIT = 300;
const HAN = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/;

/** Fills `{name}` in both languages. Values come from logs: control characters go, long ones are cut. */
export function fill(template: Text, params: Params): Text {
  return { en: fillOne(template.en, params, 'en'), zh: fillOne(template.zh, params, 'zh') };
}

function fillOne(template: string, params: Params, lang: keyof Text): string {
  return template.replace(/ ?\{([a-z][A-Za-z]*)\} ?/g, (whole: string, name: string, at: number) => {
    const param = params[name] ?? UNKNOWN;
    const value = clean(typeof param === 'string' ? param : param[lang]);
    // Chinese is set apart from Latin letters and figures, not from Chinese.
    const glued = (outer: string | undefined, inner: string) => HAN.test(outer ?? '') && HAN.test(inner);
    const before = whole.startsWith(' ') && !glued(template[at - 1], value.charAt(0)) ? ' ' : '';
    const after = whole.endsWith(' ') && !glued(template[at + whole.length], value.slice(-1)) ? ' ' : '';
    return `${before}${value}${after}`;
  });
}

function clean(value: string): string {
  const plain = value.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
  return plain.length > LIMIT ? `${plain.slice(0, LIMIT - 1)}…` : plain;
}

/** The names that a template uses. */
export function placeholders(template: string): string[] {
  return [...template.matchAll(/\{([a-z][A-Za-z]*)\}/g)].map((match) => match[1] ?? '');
}

/** The same words in both languages (identifiers, code). */
export function same(value: string): Text {
  return { en: value, zh: value };
}

/** Joins several texts into one paragraph. */
export function joinTexts(texts: readonly Text[]): Text {
  return { en: texts.map((text) => text.en).join(' '), zh: texts.map((text) => text.zh).join('') };
}
