import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from './error.js';
import { issueLines } from './issues.js';
import { type Config, configSchema } from './schema.js';
import { resolveSecrets } from './secrets.js';

export interface ConfigDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Reads `cos://bucket-appid/key` whole; null when it is not there. */
  readonly readCos: (location: string) => Promise<Buffer | null>;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Where it came from, for people; `null`: nothing was named and the defaults hold. */
  readonly location: string | null;
  /** Values that must never be printed. */
  readonly secretValues: readonly string[];
}

/** The variable that names the configuration of the functions. */
export const CONFIG_VARIABLE = 'COS403_CONFIG';

/**
 * Reads and checks the configuration: `source` (from `--config`), else `COS403_CONFIG`, else the defaults.
 * Either may be `cos://…`, a file, or the JSON itself. Throws {@link ConfigError} with every mistake and its path.
 */
export async function loadConfig(source: string | undefined, deps: ConfigDeps): Promise<LoadedConfig> {
  const named = source ?? deps.env[CONFIG_VARIABLE];
  if (named === undefined || named.trim() === '') {
    return { config: parseConfig({ schema: 'cos403.config/1' }, 'the defaults'), location: null, secretValues: [] };
  }
  const inline = named.trim().startsWith('{');
  const location = inline ? 'inline JSON' : named;
  const text = inline ? named : (await readSource(named, deps)).toString('utf8');
  const raw = await parseText(text, location);
  const { value, secretValues } = await resolveSecrets(raw, {
    env: deps.env,
    secrets: once(() => readSecrets(raw, deps)),
  }).catch((error: unknown) => {
    if (error instanceof ConfigError && error.issues.length > 0) {
      throw new ConfigError(error.code, `${location}:\n  ${error.issues.join('\n  ')}`, error.issues);
    }
    throw error;
  });
  return { config: parseConfig(value, location), location, secretValues };
}

/** Checks a configuration that is already an object. */
export function parseConfig(value: unknown, location: string): Config {
  const result = configSchema.safeParse(value);
  if (result.success) return result.data;
  const lines = issueLines(result.error.issues as Parameters<typeof issueLines>[0], value);
  throw new ConfigError(
    'config-invalid',
    `the configuration (${location}) has ${lines.length === 1 ? 'a mistake' : `${lines.length} mistakes`}:\n  ${lines.join('\n  ')}`,
    lines,
  );
}

async function parseText(given: string, location: string): Promise<unknown> {
  const text = given.replace(/^\uFEFF/, '');
  const json = text.trimStart().startsWith('{');
  try {
    // The YAML reader is loaded only for YAML: functions start faster with JSON.
    // Its warnings quote the text as its errors do (yamlPlace), and go to standard error by themselves.
    return json ? JSON.parse(text) : (await yamlReader()).parse(text, { logLevel: 'error' });
  } catch (error) {
    const place = json ? jsonPlace(error as Error) : yamlPlace(error as YamlError);
    throw new ConfigError('config-syntax', `${location} is not valid ${json ? 'JSON' : 'YAML'}: ${place}`);
  }
}

/** Bundled into split ES modules, a CommonJS package is `default` alone. */
async function yamlReader(): Promise<typeof import('yaml')> {
  const yaml: typeof import('yaml') & { readonly default?: typeof import('yaml') } = await import('yaml');
  return yaml.default ?? yaml;
}

interface YamlError extends Error {
  readonly code?: string;
  readonly linePos?: readonly { readonly line: number; readonly col: number }[];
}

/** Parsers quote the text around the mistake, and that may be a secret: only the place is told. */
function yamlPlace({ code, linePos }: YamlError): string {
  const at = linePos?.[0];
  return `${code ?? 'mistake'}${at ? ` at line ${at.line}, column ${at.col}` : ''}`;
}

function jsonPlace({ message }: Error): string {
  return /position \d+(?: \(line \d+ column \d+\))?/.exec(message)?.[0] ?? 'it ends too early';
}

async function readSource(named: string, deps: ConfigDeps): Promise<Buffer> {
  if (named.startsWith('cos://')) {
    const body = await deps.readCos(named);
    if (body === null)
      throw new ConfigError(
        'config-not-found',
        `${named} does not exist: put the configuration there, or name another with --config or ${CONFIG_VARIABLE}`,
      );
    return body;
  }
  const path = resolve(deps.cwd, named);
  try {
    return await readFile(path);
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new ConfigError(
      absent ? 'config-not-found' : 'config-not-readable',
      absent
        ? `${named} does not exist: name the configuration with --config or ${CONFIG_VARIABLE}`
        : `${named} cannot be read: ${(error as Error).message}`,
      [],
      { cause: error },
    );
  }
}

async function readSecrets(raw: unknown, deps: ConfigDeps): Promise<Record<string, unknown>> {
  const named = typeof raw === 'object' && raw !== null ? (raw as { secrets?: unknown }).secrets : undefined;
  if (typeof named !== 'string' || named === '') {
    throw new ConfigError(
      'missing-secret',
      'secrets: is missing, although ${secret:…} is used: name the private object that holds them',
    );
  }
  const text = await readSource(named, deps).catch((error: unknown) => {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(
      'missing-secret',
      `secrets: ${named} cannot be read (${error.code}): put { "NAME": "value" } for each \${secret:NAME} there`,
    );
  });
  const value = await parseText(text.toString('utf8'), named);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError('config-invalid', `${named} must hold an object of names and texts`);
  }
  return value as Record<string, unknown>;
}

function once<T>(run: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= run());
}
