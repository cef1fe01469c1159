import { ApiError } from './error.js';

export type RawParams = Record<string, unknown>;

/**
 * Typed reading of one call's parameters. JSON bodies must carry the documented type (a policy id sent as a string is refused, as
 * the real gateway does); forms and queries of signature v1 know only strings, so `textual` parameters are converted.
 */
export class Params {
  constructor(
    readonly raw: RawParams,
    private readonly textual = false,
  ) {}

  has(name: string): boolean {
    return this.raw[name] !== undefined && this.raw[name] !== null;
  }

  optStr(name: string): string | undefined {
    const value = this.raw[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw wrongType(name, 'String');
    return value;
  }

  str(name: string): string {
    return this.optStr(name) ?? missing(name);
  }

  optInt(name: string): number | undefined {
    const value = this.raw[name];
    if (value === undefined || value === null) return undefined;
    if (this.textual && typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value);
    if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(name, 'Integer');
    return value;
  }

  int(name: string): number {
    return this.optInt(name) ?? missing(name);
  }

  /** An integer within its documented range, `fallback` when absent. */
  intIn(name: string, fallback: number, min: number, max: number): number {
    const value = this.optInt(name) ?? fallback;
    if (value < min || value > max) {
      throw new ApiError('InvalidParameterValue', `The value of ${name} must be from ${min} to ${max}.`);
    }
    return value;
  }

  optBool(name: string): boolean | undefined {
    const value = this.raw[name];
    if (value === undefined || value === null) return undefined;
    if (this.textual && (value === 'true' || value === 'false')) return value === 'true';
    if (typeof value !== 'boolean') throw wrongType(name, 'Boolean');
    return value;
  }

  /** A list of any members; absent is empty. */
  list(name: string): unknown[] {
    const value = this.raw[name];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw wrongType(name, 'Array');
    return value;
  }

  strings(name: string): string[] {
    return this.list(name).map((value, index) => {
      if (typeof value !== 'string') throw wrongType(`${name}.${index}`, 'String');
      return value;
    });
  }

  ints(name: string): number[] {
    return this.list(name).map((value, index) =>
      new Params({ [`${name}.${index}`]: value }, this.textual).int(`${name}.${index}`),
    );
  }

  /** Members of a list of objects. */
  items(name: string): Params[] {
    return this.list(name).map((value, index) => {
      if (typeof value !== 'object' || value === null) throw wrongType(`${name}.${index}`, 'Object');
      return new Params(value as RawParams, this.textual);
    });
  }

  optObject(name: string): Params | undefined {
    const value = this.raw[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(name, 'Object');
    return new Params(value as RawParams, this.textual);
  }
}

function wrongType(name: string, expected: string): ApiError {
  return new ApiError('InvalidParameter', `The type of parameter \`${name}\` is wrong: ${expected} expected.`);
}

function missing(name: string): never {
  throw new ApiError('MissingParameter', `The request is missing a required parameter \`${name}\`.`);
}

/** Flat names of a form or query (`Environment.Variables.0.Key`) as the object they mean. */
export function unflatten(entries: Iterable<readonly [string, string]>): RawParams {
  const root: RawParams = {};
  for (const [name, value] of entries) {
    const path = name.split('.');
    if (path.some((part) => part === '__proto__')) continue;
    let node: RawParams = root;
    for (const part of path.slice(0, -1)) {
      const next = node[part];
      node = (typeof next === 'object' && next !== null ? next : (node[part] = {})) as RawParams;
    }
    node[path.at(-1)!] = value;
  }
  return listsOf(root) as RawParams;
}

function listsOf(node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, listsOf(value)] as const);
  if (entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key))) {
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value);
  }
  return Object.fromEntries(entries);
}
