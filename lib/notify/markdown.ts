/**
 * Text for the Markdown of WeCom and DingTalk. Neither documents an escape character, and clients differ, so the characters that
 * could start markup or a mention become their full-width twins: readable, and inert in every renderer.
 */
const TWINS: Readonly<Record<string, string>> = {
  '<': '＜',
  '>': '＞',
  '[': '［',
  ']': '］',
  '`': '｀',
  '*': '＊',
  '@': '＠',
  '~': '～',
};

export function inertMarkdown(text: string): string {
  return text.replace(/[<>[\]`*@~]/g, (char) => TWINS[char] ?? char).replace(/^(\s*)#/, '$1＃');
}
