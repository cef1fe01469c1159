/** The part of a zod issue that a sentence needs. */
interface Issue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly expected?: string;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly options?: readonly unknown[];
  readonly errors?: readonly (readonly Issue[])[];
}

/** `rules[2].window`; the top is `(top)`. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(String(part))) text += text ? `.${String(part)}` : String(part);
    else text += `[${JSON.stringify(String(part))}]`;
  }
  return text || '(top)';
}

/**
 * One line per mistake. Values are never repeated: the one that is wrong may be a secret.
 * `zod/mini` has no sentences of its own, so they are made here.
 */
export function issueLines(issues: readonly Issue[], input: unknown): string[] {
  return issues.flatMap((issue) => {
    const where = pathText(issue.path);
    switch (issue.code) {
      case 'unrecognized_keys':
        return (issue.keys ?? []).map((key) => `${pathText([...issue.path, key])}: is not a known field`);
      case 'invalid_type':
        return [
          valueAt(input, issue.path) === undefined
            ? `${where}: is missing`
            : `${where}: must be ${article(issue.expected ?? 'another type')}`,
        ];
      case 'invalid_value':
        return [`${where}: must be ${(issue.values ?? []).map((value) => JSON.stringify(value)).join(' or ')}`];
      case 'invalid_union':
        if (issue.options) return [`${where}: must be one of ${issue.options.map(String).join(', ')}`];
        return [`${where}: has none of the allowed forms`];
      default:
        return [`${where}: ${issue.message}`];
    }
  });
}

function article(type: string): string {
  const name = { record: 'object', int: 'whole number' }[type] ?? type;
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}
