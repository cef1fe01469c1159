import * as z from 'zod/mini';
import { channelSchema } from './channels.js';
import { filterSchema } from './filter.js';
import { DEFAULT_RULES, ruleSchema } from './rules.js';

const text = () => z.string().check(z.minLength(1, 'must not be empty'));
const bucket = () =>
  z
    .string()
    .check(z.regex(/^[a-z0-9][a-z0-9-]*-\d{8,12}$/, 'must be a bucket with its APPID, such as logs-1250000000'));
const isTimeZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};
const isoTime = () =>
  z.string().check(
    z.regex(
      /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/,
      'must be an ISO time such as 2026-11-23T08:00:00Z',
    ),
    z.refine((value) => !Number.isNaN(Date.parse(value)), 'must be an ISO time that exists'),
  );

export const logSourceSchema = z.strictObject({
  bucket: bucket().check(z.describe('where COS delivers the access logs')),
  prefix: z.prefault(z.string(), '').check(z.describe('the TargetPrefix of the logging setting')),
  region: z.optional(text()),
  watch: z.prefault(z.array(bucket()), []).check(z.describe('the buckets that log there')),
});

export const silenceSchema = z.strictObject({
  id: z.optional(text()),
  where: filterSchema,
  from: z.optional(isoTime()),
  until: isoTime().check(z.describe('a silence always ends')),
  reason: z.optional(z.string()),
});

/** `cos403.config/1`, contract 5. */
export const configSchema = z
  .strictObject({
    $schema: z.optional(z.string()),
    schema: z.literal('cos403.config/1'),
    region: z.optional(text()),
    lang: z.prefault(z.enum(['en', 'zh']), 'en'),
    timeZone: z.prefault(
      z.string().check(z.refine(isTimeZone, 'must be a time zone such as Asia/Shanghai')),
      'Asia/Shanghai',
    ),
    state: z.optional(
      z.string().check(
        z.refine(
          (value) => !value.includes('://') || /^cos:\/\/[a-z0-9][a-z0-9-]*-\d{8,12}(\/.*)?$/.test(value),
          'must be cos://bucket-appid/prefix or a folder',
        ),
        z.minLength(1, 'must not be empty'),
      ),
    ),
    logs: z.prefault(z.array(logSourceSchema), []),
    /** A private COS object (or a file) that holds `{ "NAME": "value" }` for `${secret:NAME}`. */
    secrets: z.optional(text()),
    channels: z.prefault(z.record(z.string(), channelSchema), {}),
    rules: z.prefault(z.array(ruleSchema), [...DEFAULT_RULES]),
    silences: z.prefault(z.array(silenceSchema), []),
    report: z.prefault(
      z.strictObject({
        at: z.prefault(
          z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 08:00')),
          '08:00',
        ),
        channels: z.prefault(z.array(z.string()), []),
        keepDays: z.prefault(z.int().check(z.minimum(1, 'must be 1 or more')), 400),
        /** Where readers open reports: put before `reports/…` in links. */
        baseUrl: z.optional(z.string().check(z.regex(/^https?:\/\//, 'must be a http(s) address'))),
        /** Further states (regions, accounts) that go into the same report. */
        roots: z.prefault(z.array(z.strictObject({ name: text(), state: text() })), []),
        /** Cloud calls that one report may spend on facts. */
        callBudget: z.prefault(z.int().check(z.minimum(0, 'must be 0 or more')), 300),
      }),
      {},
    ),
    /** Names for address ranges in reports: `{ "office": ["203.0.113.0/24"] }`. */
    networks: z.prefault(z.record(z.string(), z.array(text())), {}),
    privacy: z.prefault(
      z.strictObject({ maskKeys: z.prefault(z.boolean(), true), maskAddresses: z.prefault(z.boolean(), false) }),
      {},
    ),
    alert: z.prefault(
      z.strictObject({
        /** Live facts while an incident opens. */
        diagnose: z.prefault(z.boolean(), true),
        /** Cloud calls that one run may spend on facts. */
        callBudget: z.prefault(z.int().check(z.minimum(0, 'must be 0 or more')), 200),
        /** A watched bucket without log files for so long, in hours in which it had some, is told. `off` switches it off. */
        deadMan: z.prefault(z.boolean(), true),
      }),
      {},
    ),
  })
  .check(
    z.superRefine((config, context) => {
      const names = new Set(Object.keys(config.channels));
      const known = (list: readonly string[] | undefined, path: (string | number)[]) => {
        list?.forEach((name, index) => {
          if (!names.has(name)) {
            context.addIssue({
              code: 'custom',
              path: [...path, index],
              message: `names no channel (there are: ${[...names].join(', ') || 'none'})`,
            });
          }
        });
      };
      known(config.report.channels, ['report', 'channels']);
      const seen = new Set<string>();
      config.rules.forEach((rule, index) => {
        known(rule.channels, ['rules', index, 'channels']);
        if (seen.has(rule.name)) {
          context.addIssue({ code: 'custom', path: ['rules', index, 'name'], message: 'is used by an earlier rule' });
        }
        seen.add(rule.name);
      });
    }),
  );

export type Config = z.output<typeof configSchema>;
export type ConfigInput = z.input<typeof configSchema>;
export type LogSource = z.output<typeof logSourceSchema>;
export type Silence = z.output<typeof silenceSchema>;
