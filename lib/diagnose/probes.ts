import type { Group } from '../aggregate/model.js';
import type { Snapshot } from '../facts/snapshot.js';
import { own } from '../policy/pointer.js';
import { check, logged } from './checks/check.js';
import { CORS_METHODS, originOfReferer } from './cors.js';
import { atMost } from './finding.js';
import type { CauseId } from './ids.js';
import type { Check, Diagnosis } from './model.js';

/** An unsigned request that does what the help page does with curl (40105). Only ever to the bucket's own default host. */
export interface Probe {
  readonly bucket: string;
  readonly region: string;
  readonly method: 'HEAD' | 'OPTIONS';
  /** Decoded, with leading slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What it asks about: an origin, or a referer. */
  readonly about: string;
}

/** The answer's status; null when there was none. */
export interface ProbeResult {
  readonly probe: Probe;
  readonly status: number | null;
}

const VALUES = 2;

/** What to probe for a group: the seen origins with every method, the seen referers with a seen path. */
export function probesFor(group: Group, snapshot: Snapshot): Probe[] {
  const region =
    own(snapshot.buckets, group.bucket)?.region ??
    group.shapes.find((shape) => /^[a-z]+-[a-z]+/.test(shape.region))?.region;
  if (region === undefined || !/^[a-z0-9-]+$/.test(region) || !/^[a-z0-9-]+$/.test(group.bucket)) return [];
  const base = { bucket: group.bucket, region };
  if (group.kind === 'cors-forbidden') {
    const origins = new Map<string, string>();
    for (const shape of group.shapes) {
      const origin = originOfReferer(shape.referer);
      if (origin !== null && !origins.has(origin)) origins.set(origin, shape.requests[0]?.path ?? '/');
    }
    return [...origins].slice(0, VALUES).flatMap(([origin, path]) =>
      CORS_METHODS.map((method) => ({
        ...base,
        method: 'OPTIONS' as const,
        path,
        headers: { origin, 'access-control-request-method': method },
        about: origin,
      })),
    );
  }
  if (group.kind !== 'referer-denied') return [];
  const referers = new Map<string, string>();
  for (const shape of group.shapes)
    if (!referers.has(shape.referer)) referers.set(shape.referer, shape.requests[0]?.path ?? '/');
  return [...referers].slice(0, VALUES).map(([referer, path]) => ({
    ...base,
    method: 'HEAD' as const,
    path,
    headers: referer === '-' ? {} : { referer },
    about: referer,
  }));
}

/** Adds what the probes of a group found to its diagnoses. A probe that gets through speaks for a change since, never against it for certain. */
export function applyProbes(diagnoses: readonly Diagnosis[], results: readonly ProbeResult[]): Diagnosis[] {
  if (results.length === 0) return [...diagnoses];
  return diagnoses.map((diagnosis) => {
    const mine = results.filter(({ probe }) => concerns(probe, diagnosis));
    return mine.length === 0 ? diagnosis : withProbes(diagnosis, mine);
  });
}

function concerns(probe: Probe, diagnosis: Diagnosis): boolean {
  if (probe.about.includes(diagnosis.subject)) return true;
  return !diagnosis.subject.includes('.') || diagnosis.subject === diagnosis.group.bucket;
}

function withProbes(diagnosis: Diagnosis, results: readonly ProbeResult[]): Diagnosis {
  const cors = results[0]?.probe.method === 'OPTIONS';
  const answered = results.filter((result) => result.status !== null);
  const refused = answered.filter((result) => result.status === 403);
  const allowedNow: CauseId = cors ? 'cors-allowed-now' : 'referer-allowed-now';
  const added = cors
    ? corsProbe(results, refused.length, answered.length)
    : refererProbe(results, refused.length, answered.length);
  const checks = [...diagnosis.checks, added];
  const through = answered.length > 0 && refused.length === 0;
  if (!through || diagnosis.cause.id === allowedNow) return { ...diagnosis, checks };
  return {
    ...diagnosis,
    checks,
    cause: { ...diagnosis.cause, confidence: atMost(diagnosis.cause.confidence, 'possible') },
    alternatives: [
      { id: allowedNow, confidence: 'likely' },
      ...diagnosis.alternatives.filter((entry) => entry.id !== allowedNow),
    ],
    ruledOut: diagnosis.ruledOut.filter((entry) => entry.id !== allowedNow),
  };
}

function corsProbe(results: readonly ProbeResult[], refused: number, answered: number): Check {
  const evidence = results.map(({ probe, status }) =>
    logged(
      'probe',
      `OPTIONS ${probe.about} ${probe.headers['access-control-request-method']}: ${status ?? 'no answer'}`,
    ),
  );
  if (answered === 0)
    return check('cors-probe', 'unknown', { en: 'The probe got no answer.', zh: '探测没有得到应答。' }, evidence);
  return refused === 0
    ? check(
        'cors-probe',
        'pass',
        { en: 'A preflight with the seen origin passes today.', zh: '用所见来源的预检当前可以通过。' },
        evidence,
      )
    : check(
        'cors-probe',
        'fail',
        {
          en: `A preflight with the seen origin is refused today for ${refused} of ${answered} methods.`,
          zh: `用所见来源的预检当前被拒绝（${answered} 种方法中的 ${refused} 种）。`,
        },
        evidence,
      );
}

function refererProbe(results: readonly ProbeResult[], refused: number, answered: number): Check {
  const evidence = results.map(({ probe, status }) => logged('probe', `HEAD ${probe.about}: ${status ?? 'no answer'}`));
  if (answered === 0)
    return check('referer-probe', 'unknown', { en: 'The probe got no answer.', zh: '探测没有得到应答。' }, evidence);
  return refused === 0
    ? check(
        'referer-probe',
        'pass',
        { en: 'A request with the seen referer passes today.', zh: '用所见 referer 的请求当前可以通过。' },
        evidence,
      )
    : check(
        'referer-probe',
        'fail',
        {
          en: 'A request with the seen referer is refused today (HEAD does not tell whether by the rule or because the object is private).',
          zh: '用所见 referer 的请求当前被拒绝（HEAD 无法区分是规则所致还是对象私有）。',
        },
        evidence,
      );
}
