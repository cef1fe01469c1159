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

/** One mailbox or a list of them. */
const recipients = (most: number) =>
  z.pipe(
    z.union([
      address(),
      z
        .array(address())
        .check(
          z.minLength(1, 'must name at least one recipient'),
          z.maxLength(most, `must name at most ${most} recipients`),
        ),
    ]),
    z.transform((to: string | string[]) => (typeof to === 'string' ? [to] : to)),
  );

const smtp = z.strictObject({
  ...common,
  type: z.literal('smtp'),
  host: text(),
  port: z.prefault(z.int().check(z.minimum(1, 'must be a port'), z.maximum(65_535, 'must be a port')), 465),
  security: z
    .optional(z.enum(['tls', 'starttls', 'none']))
    .check(
      z.describe(
        'tls from the first byte, starttls upgraded, none. Default: tls on port 465, none on this machine, else starttls',
      ),
    ),
  user: z.optional(text()),
  password: z.optional(secret()),
  ca: z
    .optional(
      z
        .string()
        .check(z.regex(/^(-----BEGIN CERTIFICATE-----|\$\{(env|secret):)/, 'must be a certificate in PEM form')),
    )
    .check(
      z.describe(
        'the certificate (PEM) of an authority to trust beside the public ones, for a mail server of your own',
      ),
    ),
  from: address(),
  to: recipients(50),
});

/** Only mail that does not leave this machine goes without encryption by default. */
function usualSecurity({ host, port }: { host: string; port: number }): 'tls' | 'starttls' | 'none' {
  if (port === 465) return 'tls';
  return /^(localhost|127(\.\d+){3}|::1)$/i.test(host) ? 'none' : 'starttls';
}

export const channelSchemas = {
  smtp: z.pipe(
    smtp,
    z.transform((channel: z.output<typeof smtp>) => ({
      ...channel,
      security: channel.security ?? usualSecurity(channel),
    })),
  ),
  ses: z.strictObject({
    ...common,
    type: z.literal('ses'),
    region: z.prefault(text(), 'ap-guangzhou'),
    from: address(),
    to: recipients(50),
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
