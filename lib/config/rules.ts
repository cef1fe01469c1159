import * as z from 'zod/mini';
import { duration } from './duration.js';
import { filterSchema } from './filter.js';

export const SEVERITIES = ['critical', 'error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

const count = (what: string) => z.int(what).check(z.minimum(1, what));

/** What every rule has. */
const common = {
  name: z
    .string()
    .check(
      z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes'),
      z.describe('stable: incidents carry it'),
    ),
  where: z.optional(filterSchema),
  unless: z.optional(filterSchema),
  severity: z.prefault(z.enum(SEVERITIES), 'warning'),
  /** Names of channels; absent: every channel. */
  channels: z.optional(z.array(z.string())),
  shadow: z.prefault(z.boolean(), false).check(z.describe('true: only in the report, nobody is told')),
  enabled: z.prefault(z.boolean(), true),
  /** Denials that healed within a minute do not count. */
  countHealed: z.prefault(z.boolean(), false),
  repeat: z.prefault(duration(), '4h').check(z.describe('how often an open incident is told again')),
  resolveAfter: z.prefault(duration(), '30m').check(z.describe('quiet time after which an incident is over')),
};

/** At least `atLeast` denials of one group within `window`. */
export const countRule = z.strictObject({
  ...common,
  type: z.literal('count'),
  window: z.prefault(duration(), '15m'),
  atLeast: z.prefault(count('must be a whole number of denials, 1 or more'), 10),
});

/** Denials are at least `percent` % of a bucket's requests within `window`. */
export const shareRule = z.strictObject({
  ...common,
  type: z.literal('share'),
  window: z.prefault(duration(), '15m'),
  percent: z.prefault(z.number().check(z.gt(0, 'must be over 0'), z.maximum(100, 'must be at most 100')), 5),
  /** Below this many denials a share says nothing. */
  atLeast: z.prefault(count('must be a whole number of denials, 1 or more'), 20),
});

/** A requester of the account is refused in a way (kind) it never was within `memory`. */
export const firstSeenRule = z.strictObject({
  ...common,
  type: z.literal('first-seen'),
  memory: z.prefault(duration(), '30d'),
  window: z.prefault(duration(), '15m'),
  atLeast: z.prefault(count('must be a whole number of denials, 1 or more'), 3),
});

/** `factor` times the usual number of denials: the mean of the same hour on the `days` before. */
export const jumpRule = z.strictObject({
  ...common,
  type: z.literal('jump'),
  window: z.prefault(duration(), '1h'),
  factor: z.prefault(z.number().check(z.gt(1, 'must be over 1')), 5),
  days: z.prefault(z.int().check(z.minimum(1, 'must be 1 to 14'), z.maximum(14, 'must be 1 to 14')), 7),
  atLeast: z.prefault(count('must be a whole number of denials, 1 or more'), 20),
});

export const ruleSchema = z.discriminatedUnion('type', [countRule, shareRule, firstSeenRule, jumpRule]);
export type Rule = z.output<typeof ruleSchema>;
export type RuleInput = z.input<typeof ruleSchema>;

/**
 * What watches when the configuration names no rules: pages nobody for scanners or for what heals by itself. Anonymous requests for
 * private data are the background of every public endpoint: they need more volume and are told as information.
 * `first-seen` is limited to the account's own requesters by its nature.
 */
export const DEFAULT_RULES: readonly RuleInput[] = [
  {
    name: 'many-denials',
    type: 'count',
    window: '15m',
    atLeast: 10,
    severity: 'warning',
    unless: { requesters: ['anonymous'], kinds: ['access-denied', 'unspecified'] },
  },
  {
    name: 'anonymous-denials',
    type: 'count',
    window: '15m',
    atLeast: 20,
    severity: 'info',
    where: { requesters: ['anonymous'], kinds: ['access-denied', 'unspecified'] },
    unless: { causes: ['scanner-noise'] },
  },
  {
    name: 'share-of-requests',
    type: 'share',
    window: '15m',
    percent: 10,
    atLeast: 50,
    severity: 'error',
    unless: { causes: ['scanner-noise'] },
  },
  { name: 'first-seen', type: 'first-seen', severity: 'info' },
  { name: 'jump', type: 'jump', severity: 'warning', unless: { causes: ['scanner-noise'] } },
];
