import type { Text } from '../lang.js';
import type { Finding } from './incident.js';
import { HOUR_MS, type Severity } from './rules-types.js';

/** Something is wrong with the watching itself. It opens, repeats and resolves like any incident. */
export interface SystemCondition {
  /** Stable id; with `subject` the identity of the incident. */
  readonly condition: ConditionId;
  readonly subject: string;
  readonly severity: Severity;
  readonly title: Text;
  readonly action: Text;
  readonly lines: readonly Text[];
}

export const CONDITION_IDS = [
  'no-log-files',
  'logging-off',
  'logging-moved',
  'log-role-missing',
  'channel-failing',
  'message-undeliverable',
  'log-files-failed',
  'state-damaged',
  'newer-state',
  'sweep-failing',
  'out-of-time',
  'run-crashed',
  'too-many-incidents',
] as const;
export type ConditionId = (typeof CONDITION_IDS)[number];

export function conditionFinding(condition: SystemCondition, nowMs: number): Finding {
  return {
    key: { by: 'system', condition: condition.condition, subject: condition.subject },
    groups: [],
    breaches: [],
    rules: [],
    severity: condition.severity,
    shadow: false,
    channels: null,
    repeatMs: 4 * HOUR_MS,
    resolveAfterMs: 0,
    count: 0,
    firstSeenMs: nowMs,
    lastSeenMs: nowMs,
    lastDenialMs: nowMs,
    share: 1,
    diagnosis: { status: 'none', reason: 'off' },
    evidence: null,
    system: { title: condition.title, action: condition.action, lines: condition.lines },
  };
}

/** A text from a template with `{name}` in both languages. */
export function textOf(en: string, zh: string, values: Readonly<Record<string, string | number>> = {}): Text {
  const fill = (template: string) => template.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
  return { en: fill(en), zh: fill(zh) };
}
