/** JSON that a person can read and a diff can show: what fits into one line stays on one, else each entry has its own. */
export function readableJson(value: unknown, width = 150): string {
  return `${write(value, '', width)}\n`;
}

function write(value: unknown, indent: string, width: number): string {
  const flat = oneLine(value);
  if (indent.length + flat.length <= width || typeof value !== 'object' || value === null) return flat;
  const inner = `${indent} `;
  if (Array.isArray(value))
    return `[\n${value.map((entry) => inner + write(entry, inner, width)).join(',\n')}\n${indent}]`;
  const lines = entriesOf(value).map(
    ([name, entry]) => `${inner}${JSON.stringify(name)}: ${write(entry, inner, width)}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = entriesOf(value).map(([name, entry]) => `${JSON.stringify(name)}: ${oneLine(entry)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, entry]) => entry !== undefined);
}
