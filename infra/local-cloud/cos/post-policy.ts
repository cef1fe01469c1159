import { CosError } from './errors.js';

/** The policy document of a form upload. */
export interface PostPolicy {
  /** The JSON text, as signed. */
  readonly text: string;
  readonly expirationMs: number;
  readonly conditions: readonly unknown[];
}

/** Decodes the `policy` field: base64 of JSON. */
export function readPostPolicy(base64: string): PostPolicy {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CosError('MalformedPolicy');
  }
  const { expiration, conditions } = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  const expirationMs = Date.parse(String(expiration));
  if (Number.isNaN(expirationMs) || !Array.isArray(conditions)) throw new CosError('MalformedPolicy');
  return { text, expirationMs, conditions };
}

export interface PostedForm {
  /** Names in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  readonly bucket: string;
  readonly key: string;
  readonly contentLength: number;
  readonly nowMs: number;
}

/** Refuses a form that its policy does not cover, with the texts of the POST Object error page (M13-M16). */
export function checkPostPolicy(policy: PostPolicy, form: PostedForm): void {
  const nowSeconds = Math.floor(form.nowMs / 1000);
  const endSeconds = Math.floor(policy.expirationMs / 1000);
  if (nowSeconds > endSeconds) {
    throw new CosError(
      'AccessDenied',
      `You post object request has been expired, expiration time: ${endSeconds} but the time now : ${nowSeconds}`,
    );
  }
  for (const condition of policy.conditions) checkCondition(condition, form);
}

type Matches = (value: string, wanted: string) => boolean;

const OPERATORS: Readonly<Record<string, Matches>> = {
  eq: (value, wanted) => value === wanted,
  'starts-with': (value, wanted) => value.startsWith(wanted),
};

function checkCondition(condition: unknown, form: PostedForm): void {
  if (typeof condition !== 'object' || condition === null) throw new CosError('MalformedPolicy');
  if (!Array.isArray(condition)) {
    for (const [name, wanted] of Object.entries(condition)) requireField(name, String(wanted), form, OPERATORS['eq']!);
    return;
  }
  const [operator, first, second] = condition as unknown[];
  if (operator === 'content-length-range') {
    if (form.contentLength < Number(first)) throw new CosError('EntityTooSmall');
    if (form.contentLength > Number(second)) throw new CosError('EntityTooLarge');
    return;
  }
  const matches = OPERATORS[String(operator).toLowerCase()];
  if (!matches) throw new CosError('MalformedPolicy');
  requireField(String(first).replace(/^\$/, ''), String(second), form, matches);
}

function requireField(name: string, wanted: string, form: PostedForm, matches: Matches): void {
  const lower = name.toLowerCase();
  const value = lower === 'bucket' ? form.bucket : lower === 'key' ? form.key : (form.fields.get(lower) ?? '');
  if (matches(value, wanted)) return;
  const shown = lower === 'bucket' ? `[${wanted}]` : wanted;
  throw new CosError('AccessDenied', `Condition key ${name} doesn't match the value ${shown}`);
}
