import { ConfigError } from './error.js';
import { pathText } from './issues.js';

const REFERENCE = /\$\{(env|secret):([^}]*)\}/g;

/** Where `${env:NAME}` and `${secret:NAME}` are looked up. */
export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The private object named by `secrets`; read only when a reference needs it. */
  readonly secrets: () => Promise<Readonly<Record<string, unknown>>>;
}

export interface Resolved {
  readonly value: unknown;
  /** The values that were put in: what must never be printed. */
  readonly secretValues: readonly string[];
}

/** Puts secrets in the place of their references, in every text of the configuration. Errors name the path and the reference, never a value. */
export async function resolveSecrets(input: unknown, sources: SecretSources): Promise<Resolved> {
  const found = new Set<string>();
  const missing: string[] = [];

  const lookUp = async (kind: string, name: string, path: readonly PropertyKey[]): Promise<string> => {
    const value = kind === 'env' ? sources.env[name] : own(await sources.secrets(), name);
    if (typeof value === 'string' && value !== '') {
      found.add(value);
      return value;
    }
    missing.push(
      kind === 'env'
        ? `${pathText(path)}: the environment variable ${name || '(no name)'} is not set`
        : `${pathText(path)}: the secrets object has no text named ${name || '(no name)'}`,
    );
    return '';
  };

  const walk = async (value: unknown, path: readonly PropertyKey[]): Promise<unknown> => {
    if (typeof value === 'string') {
      let text = '';
      let end = 0;
      for (const match of value.matchAll(REFERENCE)) {
        text += value.slice(end, match.index) + (await lookUp(match[1] ?? '', match[2] ?? '', path));
        end = match.index + match[0].length;
      }
      return text + value.slice(end);
    }
    if (Array.isArray(value)) {
      const list: unknown[] = [];
      for (const [index, item] of value.entries()) list.push(await walk(item, [...path, index]));
      return list;
    }
    if (typeof value === 'object' && value !== null) {
      const entries: [string, unknown][] = [];
      for (const [key, item] of Object.entries(value)) entries.push([key, await walk(item, [...path, key])]);
      return Object.fromEntries(entries);
    }
    return value;
  };

  const value = await walk(input, []);
  if (missing.length > 0) throw new ConfigError('missing-secret', missing.join('\n'), missing);
  return { value, secretValues: [...found] };
}

function own(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
