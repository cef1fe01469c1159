import * as z from 'zod/mini';
import { SEVERITIES } from './rules.js';

/** Editors see the reference, we see what it stands for. */
const HTTP = /^(https?:\/\/[^\s/]|\$\{(env|secret):)/;

const text = () => z.string().check(z.minLength(1, 'must not be empty'));
const secret = () => text().check(z.describe('a secret: write ${env:NAME} or ${secret:NAME}, never the value'));
const webhookUrl = () =>
  z
    .string()
    .check(
      z.regex(HTTP, 'must be a http(s) address'),
      z.describe('the address is a secret: write ${env:NAME} or ${secret:NAME}'),
    );
const address = () =>
  z.string().check(z.regex(/^[^@\s]+@[^@\s]+$|^[^<>\r\n]+ <[^@\s<>]+@[^@\s<>]+>$/, 'must be a mail address'));

const common = {
  lang: z.optional(z.enum(['en', 'zh'])),
  /** Messages below it are not sent here. */
  minSeverity: z.optional(z.enum(SEVERITIES)),
  enabled: z.prefault(z.boolean(), true),
};

export const channelSchemas = {
  smtp: z.strictObject({
    ...common,
    type: z.literal('smtp'),
    host: text(),
    port: z.prefault(z.int().check(z.minimum(1, 'must be a port'), z.maximum(65_535, 'must be a port')), 465),
    /** `tls` from the first byte, `starttls` upgraded, `none` for a local relay. */
    security: z.prefault(z.enum(['tls', 'starttls', 'none']), 'tls'),
    user: z.optional(text()),
    password: z.optional(secret()),
    from: address(),
    to: z.array(address()).check(z.minLength(1, 'must name at least one recipient')),
  }),
  ses: z.strictObject({
    ...common,
    type: z.literal('ses'),
    region: z.prefault(text(), 'ap-guangzhou'),
    from: address(),
    to: z
      .array(address())
      .check(z.minLength(1, 'must name at least one recipient'), z.maxLength(50, 'at most 50 recipients')),
    templateId: z.int().check(z.minimum(1, 'must be the number of an approved template')),
  }),
  wecom: z.strictObject({
    ...common,
    type: z.literal('wecom'),
    url: webhookUrl(),
    /** User ids, or `@all`. */
    mention: z.optional(z.array(text())),
  }),
  dingtalk: z.strictObject({
    ...common,
    type: z.literal('dingtalk'),
    url: webhookUrl(),
    secret: z.optional(secret()),
    /** Mobile numbers, or `@all`. */
    mention: z.optional(z.array(text())),
    /** A word that the robot insists on. */
    keyword: z.optional(text()),
  }),
  feishu: z.strictObject({
    ...common,
    type: z.literal('feishu'),
    url: webhookUrl(),
    secret: z.optional(secret()),
    keyword: z.optional(text()),
  }),
  slack: z.strictObject({ ...common, type: z.literal('slack'), url: webhookUrl() }),
  pagerduty: z.strictObject({
    ...common,
    type: z.literal('pagerduty'),
    routingKey: secret(),
    url: z.prefault(
      z.string().check(z.regex(HTTP, 'must be a http(s) address')),
      'https://events.pagerduty.com/v2/enqueue',
    ),
  }),
  alertmanager: z.strictObject({
    ...common,
    type: z.literal('alertmanager'),
    url: webhookUrl(),
    user: z.optional(text()),
    password: z.optional(secret()),
    bearer: z.optional(secret()),
  }),
  webhook: z.strictObject({
    ...common,
    type: z.literal('webhook'),
    url: webhookUrl(),
    /** Standard Webhooks: `whsec_` and base64. */
    secret: z.optional(secret()),
  }),
  /** `-` is standard output. */
  file: z.strictObject({ ...common, type: z.literal('file'), path: text() }),
} as const;

export const channelSchema = z.discriminatedUnion('type', [
  channelSchemas.smtp,
  channelSchemas.ses,
  channelSchemas.wecom,
  channelSchemas.dingtalk,
  channelSchemas.feishu,
  channelSchemas.slack,
  channelSchemas.pagerduty,
  channelSchemas.alertmanager,
  channelSchemas.webhook,
  channelSchemas.file,
]);

export type ChannelType = keyof typeof channelSchemas;
export type ChannelConfig = z.output<typeof channelSchema>;
/** The configuration of one type of channel: `ChannelOf<'smtp'>`. */
export type ChannelOf<T extends ChannelType> = Extract<ChannelConfig, { readonly type: T }>;
