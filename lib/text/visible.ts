/**
 * Inside of a character class: what acts on a reader's screen, or hides on it, beyond the controls of ASCII. C1 controls, line
 * separators, fillers, zero-width, bidirectional, variation and tag characters.
 */
export const ACTING_BEYOND_ASCII = String.raw`\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc\u{e0000}-\u{e0fff}`;

/**
 * Characters that act on a reader's screen instead of being read: also control characters (ANSI and OSC sequences start with one)
 * and unpaired surrogates. Log content is an attacker's text, so they are shown as `\u{…}`.
 */
const UNSAFE = new RegExp(String.raw`[\u0000-\u001f${ACTING_BEYOND_ASCII}]|\p{Cs}`, 'gu');

/** The text with every invisible or acting character made visible. Plain text of any language is unchanged. */
export function visible(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
