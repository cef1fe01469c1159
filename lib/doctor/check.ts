import { CloudError, isDenied } from '../cloud/error.js';
import type { Cloud } from '../cloud/open.js';
import type { Config } from '../config/schema.js';
import type { PolicyDocument } from '../facts/snapshot.js';
import type { Text } from '../lang.js';
import type { Store } from '../store/store.js';

export type DoctorStatus = 'pass' | 'fail' | 'unknown' | 'not-applicable';

/** One line of `cos403 doctor`. */
export interface DoctorResult {
  readonly id: string;
  readonly status: DoctorStatus;
  readonly title: Text;
  readonly detail: Text;
  /** What to do; null when there is nothing to do. */
  readonly fix: Text | null;
  /** For `unknown`: what would have to be granted. */
  readonly permission?: string;
}

/** What the checks look at. Nothing here is written to. */
export interface DoctorContext {
  readonly cloud: Cloud;
  readonly config: Config;
  /** Null when the configuration names no state. */
  readonly store: Store | null;
  /** `<service>-<stage>`: functions and roles start with it. */
  readonly deployment: string;
  /** The least policy of each function's role (infra/role): what its role must allow. */
  readonly needed: Readonly<Record<string, PolicyDocument>>;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

/** A question with one or several answers (one a bucket, one a function). */
export type DoctorCheck = (context: DoctorContext) => Promise<readonly DoctorResult[]>;

export const result = (
  id: string,
  status: DoctorStatus,
  title: Text,
  detail: Text,
  fix: Text | null = null,
): DoctorResult => ({ id, status, title, detail, fix });

/** The answer to a question that the cloud refused or broke: what it said, and what would have to be granted. */
export function unknown(id: string, title: Text, error: unknown): DoctorResult {
  const message = error instanceof Error ? error.message : String(error);
  const action = isDenied(error) && error instanceof CloudError ? error.details.action : undefined;
  const fix = action
    ? { en: `grant ${action} to whoever runs doctor`, zh: `为运行 doctor 的账号授予 ${action}` }
    : null;
  return {
    ...result(id, 'unknown', title, { en: message, zh: message }, fix),
    ...(action ? { permission: action } : {}),
  };
}
