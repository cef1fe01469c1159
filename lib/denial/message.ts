/** Longest message that is kept; a longer one is cut. Characters. */
const MAX_MESSAGE = 500;

/** Variable parts of messages and what stands for them when messages are counted (messages M13 to M16 of the POST Object page). */
const VARIABLE: readonly (readonly [RegExp, string])[] = [
  [/^(Condition key \S+ doesn't match the value ).*$/is, '$1{value}'],
  [/(expiration time ?: ?)\d+/i, '$1{time}'],
  [/(the time now ?: ?)\d+/i, '$1{time}'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?/g, '{time}'],
  [/\b[AI]KID[\w-]{8,}/g, '{key}'],
  [/\bN[A-Za-z0-9+/_-]{29,}={0,2}/g, '{id}'],
  [/\b\d{10,}\b/g, '{number}'],
];

/** The message with keys, times, ids and values replaced by placeholders, so that equal messages count as one. */
export function normaliseMessage(message: string): string {
  let text = message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;
  for (const [pattern, placeholder] of VARIABLE) text = text.replace(pattern, placeholder);
  return text;
}
