/** What a field of a state object must be; `time` is a text that is a time. */
type Sort = 'string' | 'number' | 'list' | 'object' | 'time';

const IS: Readonly<Record<Sort, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  list: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  time: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
};

/**
 * A `parse` for state objects: the fields that the program cannot do without are there. An object that lost them would otherwise stop
 * every later run; so it counts as damage, which is set aside. Names may lead inside (`source.key`).
 */
export function withFields<T>(fields: Readonly<Record<string, Sort>>): (value: Record<string, unknown>) => T {
  return (value) => {
    for (const [path, sort] of Object.entries(fields)) {
      let found: unknown = value;
      for (const name of path.split('.'))
        found = IS.object(found) ? (found as Record<string, unknown>)[name] : undefined;
      if (!IS[sort](found)) throw new Error(`${path} is missing or no ${sort}`);
    }
    return value as T;
  };
}
