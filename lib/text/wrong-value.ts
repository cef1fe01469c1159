/** What a sentence needs of a mistake that a schema found (zod/mini has no sentences of its own). */
export interface WrongValue {
  readonly code?: string | undefined;
  readonly expected?: unknown;
  readonly values?: readonly unknown[] | undefined;
  readonly keys?: readonly string[] | undefined;
  readonly input?: unknown;
  /** A sentence that the schema itself brought along. */
  readonly message?: string | undefined;
}

/**
 * A mistake in a file in words that a person can act on: `must be a text, found 5`. The value is shown: not for files that
 * may hold secrets.
 */
export function wrongValue(mistake: WrongValue): string {
  const found = mistake.input === undefined ? 'it is missing' : `found ${kindOf(mistake.input)}`;
  switch (mistake.code) {
    case 'invalid_type':
      return `must be ${ARTICLES[String(mistake.expected)] ?? mistake.expected}, ${found}`;
    case 'invalid_value':
      return newerVersion(mistake) ?? `must be ${(mistake.values ?? []).map(String).join(' or ')}, ${found}`;
    case 'unrecognized_keys':
      return `has fields that nobody knows: ${(mistake.keys ?? []).join(', ')}`;
    default:
      return mistake.message && mistake.message !== 'Invalid input' ? mistake.message : 'has a value of the wrong form';
  }
}

/** A later version of the very format is no mistake of its writer. */
function newerVersion({ values = [], input }: WrongValue): string | null {
  const [, name, known] = /^(cos403\.[a-z-]+)\/(\d+)$/.exec(String(values[0])) ?? [];
  const [, given, version] = /^(cos403\.[a-z-]+)\/(\d+)$/.exec(String(input)) ?? [];
  if (values.length !== 1 || name === undefined || name !== given || Number(version) <= Number(known)) return null;
  return `is ${input}, this cos403 reads ${values[0]}: upgrade cos403, or write the file with this version`;
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  boolean: 'true or false',
};

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return JSON.stringify(value).slice(0, 60);
}
