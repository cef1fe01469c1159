/**
 * What of a rendered chart goes into the page: a few elements with a few attributes, colours as classes. So the page's policy can
 * forbid inline styles, dark mode can recolour the chart, and nothing that is not on these lists can come through.
 */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  svg: ['viewBox'],
  g: ['transform'],
  path: ['d', 'transform', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'stroke-linecap'],
  rect: ['x', 'y', 'width', 'height', 'rx', 'transform'],
  line: ['x1', 'y1', 'x2', 'y2', 'transform'],
  polyline: ['points', 'transform', 'stroke-width', 'stroke-dasharray'],
  text: ['x', 'y', 'transform', 'text-anchor', 'dominant-baseline'],
};
/** Their content is dropped with them. */
const SKIPPED = new Set(['defs', 'style', 'script', 'foreignObject', 'title', 'desc', 'image', 'a']);
const SAFE_VALUE = /^[\w\s.,()+%#-]*$/;

/** `classes`: colour as the chart library was given it → class for a fill (`f-…`) or a stroke (`s-…`). Other colours get no class. */
export function sanitizeSvg(svg: string, classes: Readonly<Record<string, string>>, className: string): string {
  let output = '';
  let skipping: { readonly name: string; depth: number } | null = null;
  const open: string[] = [];
  for (const [, closing, name, attributes, selfClosing, text] of svg.matchAll(
    /<(\/?)([A-Za-z]+)((?:"[^"]*"|[^>"])*?)(\/?)>|([^<]+|<)/g,
  )) {
    if (name === undefined) {
      if (!skipping && open.at(-1) === 'text') output += (text ?? '').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      continue;
    }
    if (skipping) {
      if (name === skipping.name && !selfClosing) skipping.depth += closing ? -1 : 1;
      if (skipping.depth === 0) skipping = null;
      continue;
    }
    const allowed = ATTRIBUTES[name];
    if (!allowed) {
      if (!closing && !selfClosing && SKIPPED.has(name)) skipping = { name, depth: 1 };
      continue;
    }
    if (closing) {
      if (open.at(-1) === name) {
        open.pop();
        output += `</${name}>`;
      }
      continue;
    }
    output += `<${name}${kept(attributes ?? '', allowed, classes, name === 'svg' ? className : '')}`;
    if (selfClosing) output += '/>';
    else {
      open.push(name);
      output += '>';
    }
  }
  return (
    output +
    open
      .reverse()
      .map((name) => `</${name}>`)
      .join('')
  );
}

function kept(
  attributes: string,
  allowed: readonly string[],
  classes: Readonly<Record<string, string>>,
  className: string,
): string {
  let result = className === '' ? '' : ' aria-hidden="true" focusable="false"';
  const names = className === '' ? [] : [className];
  for (const [, name, value] of attributes.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (name === 'fill' || name === 'stroke') {
      const known = classes[value!.toLowerCase()];
      if (value === 'none') result += ` ${name}="none"`;
      else if (known) names.push(`${name === 'fill' ? 'f' : 's'}-${known}`);
    } else if (allowed.includes(name!) && SAFE_VALUE.test(value!)) result += ` ${name}="${value}"`;
  }
  return names.length === 0 ? result : `${result} class="${names.join(' ')}"`;
}
