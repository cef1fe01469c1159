/** Acts on a terminal, or reorders what is read. Tab and line ends are layout. */
export const ACTING =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\u{e0000}-\u{e0fff}]/u;

/** Tags of a page that log content would need to run: foreign elements, event handlers, script links. */
export const runningTags = (html: string): string[] =>
  // What stands inside a data block or a script of ours is text to the HTML parser.
  [...html.replace(/(<script[^>]*>)[\s\S]*?<\/script>/g, '$1').matchAll(/<[a-z][^>]*>/gi)]
    .map(([tag]) => tag)
    .filter((tag) => /^<(img|iframe|object|embed|base|form)\b|\son\w+\s*=|(javascript:|data:text)/i.test(tag));
