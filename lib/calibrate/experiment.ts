import type { Text } from '../lang.js';

/** One request of the experiment and what COS answered. Nothing secret is kept: no signature, no token, no key. */
export interface Observation {
  /** What was asked: `GET of an object with x-cos-storage-class ARCHIVE`. */
  readonly request: string;
  readonly status: number | null;
  readonly code: string | null;
  readonly message: string | null;
  /** Headers that tell something about the question, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The document that a setting was answered with, without account numbers and names; at most 500 characters. */
  readonly document?: string;
}

/** A question of reference page "open points", put to a real scratch bucket. */
export interface Experiment {
  readonly id: string;
  /** The open points that it settles. */
  readonly settles: readonly string[];
  readonly question: Text;
  run(bench: Bench): Promise<readonly Observation[]>;
}

export type Signing =
  | { readonly as: 'self' }
  | { readonly as: 'nobody' }
  /** A well-formed SecretId that does not exist, a malformed one, or the right id with a wrong secret. */
  | { readonly as: 'unknown-key' | 'malformed-key' | 'wrong-secret' }
  /** Seconds that the signing clock is ahead; the window is 900 s. */
  | { readonly as: 'self'; readonly skewSeconds: number };

export interface Ask {
  readonly method: string;
  readonly key?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signing: Signing;
  /** `path`: `cos.<region>.myqcloud.com/<bucket>/…` */
  readonly style?: 'virtual' | 'path';
}

/** What an experiment can do: ask, and change the scratch bucket. Objects are kept below one prefix and deleted at the end. */
export interface Bench {
  /** Every key of the experiment starts with it. */
  readonly prefix: string;
  readonly region: string;
  readonly bucket: string;
  ask(name: string, ask: Ask): Promise<Observation>;
}
