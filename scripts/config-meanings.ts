/**
 * What each key of the configuration means, in the words of docs/CONFIG.md. `*` in a path is any element or name.
 * test/docs/config.test.ts fails for a key of the schema that is not here, and for one here that the schema has not.
 */
export const MEANINGS: Readonly<Record<string, string>> = {
  $schema: 'For editors: the address of `docs/schema/config.json`.',
  schema: 'The version of this format.',
  region: 'Region of the buckets that are not named with their own; without it HEAD Bucket tells.',
  lang: 'Language of alerts and reports; a channel may have its own.',
  timeZone: 'The day of a report begins at midnight of this zone; times in alerts and reports are shown in it.',
  state:
    'Where partials, incidents and reports are kept: `cos://bucket-appid/prefix` or a folder. See [STATE.md](STATE.md).',
  secrets: 'A private object (`cos://…`) or file that holds `{ "NAME": "value" }` for `${secret:NAME}`.',

  logs: 'Where COS delivers access logs. The ingest function and the sweep read there.',
  'logs.*.bucket': 'The bucket that COS delivers the logs to.',
  'logs.*.prefix': 'The TargetPrefix of the logging setting.',
  'logs.*.region': 'Region of that bucket, when it is not `region`.',
  'logs.*.watch': 'The buckets that log there: `doctor` checks them and an alert tells when their logs stop.',

  channels: 'Where messages go, by a name of your choice. Without any, alerts are only recorded.',
  rules: 'When people are told. Giving `rules` replaces all of the built-in ones (below).',

  silences: 'What is muted for a time. `cos403 silence add` makes silences without touching the configuration.',
  'silences.*.id': 'A name to tell it by.',
  'silences.*.where': 'What it mutes: a filter.',
  'silences.*.from': 'When it begins; without it, at once.',
  'silences.*.until': 'When it ends. A silence always ends.',
  'silences.*.reason': 'For the people who wonder why it is quiet.',

  report: 'The daily report.',
  'report.at': 'Time of day from which the report of the day before is made, in `timeZone`.',
  'report.channels': 'Names of the channels that get the report.',
  'report.keepDays':
    'Reports and kept snapshots older than so many days are removed. Partials and rollups stay: see [STATE.md](STATE.md).',
  'report.baseUrl': 'Where readers open reports: put before `reports/…` in links.',
  'report.roots': 'Further states (of other regions or accounts) that go into the same report.',
  'report.roots.*.name': 'What the report calls it.',
  'report.roots.*.state': 'Its `cos://bucket-appid/prefix` or folder.',
  'report.callBudget': 'Cloud calls that one report may spend on reading facts.',

  networks: 'Names for address ranges in reports: `{ "office": ["203.0.113.0/24"] }`.',

  privacy: 'What alerts and reports leave out.',
  'privacy.maskKeys': 'SecretIds leave as their first 8 and last 4 characters.',
  'privacy.maskAddresses': 'Client addresses leave without their host part.',

  alert: 'The alert function.',
  'alert.diagnose': 'Read facts from the account when an incident opens, and name its cause.',
  'alert.callBudget': 'Cloud calls that one run may spend on reading facts.',
  'alert.deadMan': 'Tell when a watched bucket delivers no logs in hours in which it used to.',
};

/** Fields that every channel has, then each type's own. */
export const CHANNEL_MEANINGS: Readonly<Record<string, string>> = {
  lang: 'Language of its messages; without it `lang` of the configuration.',
  minSeverity: 'Messages below this severity are not sent here.',
  enabled: '`false` switches it off without removing it.',
  type: 'The type of the channel.',
  'smtp.host': 'The mail server.',
  'smtp.port': 'Its port.',
  'smtp.security':
    '`tls` from the first byte, `starttls` upgraded, `none`. Without it: `tls` on port 465, `none` on this machine, else `starttls`.',
  'smtp.user': 'Name to log in with.',
  'smtp.password': 'Password to log in with.',
  'smtp.ca':
    'Certificate (PEM) of an authority to trust beside the public ones: for a mail server of your own. In JSON and YAML a text of several lines; `${secret:NAME}` keeps it elsewhere.',
  'smtp.from': 'Sender: `a@example.com` or `Name <a@example.com>`.',
  'smtp.to': 'One recipient or up to 50.',
  'ses.region': 'Region of SES (simple mail of Tencent Cloud).',
  'ses.from': 'A sender address that SES has verified.',
  'ses.to': 'One recipient or up to 50.',
  'ses.templateId': 'The number of an approved template: SES sends nothing else.',
  'wecom.url': 'Webhook of the group robot.',
  'wecom.mention': 'User ids, or `@all`.',
  'dingtalk.url': 'Webhook of the group robot.',
  'dingtalk.secret': 'The secret when the robot checks signatures.',
  'dingtalk.mention': 'Mobile numbers, or `@all`.',
  'dingtalk.keyword': 'A word that the robot insists on.',
  'feishu.url': 'Webhook of the group robot.',
  'feishu.secret': 'The secret when the robot checks signatures.',
  'feishu.keyword': 'A word that the robot insists on.',
  'slack.url': 'Incoming webhook.',
  'pagerduty.routingKey': 'Integration key of Events API v2.',
  'pagerduty.url': 'Address of the events API.',
  'alertmanager.url': 'Base address of Alertmanager, without `/api/v2/alerts`.',
  'alertmanager.user': 'Name for basic authentication.',
  'alertmanager.password': 'Password for basic authentication.',
  'alertmanager.bearer': 'Token for bearer authentication.',
  'webhook.url': 'Any address; it gets `cos403.notification/1` as JSON.',
  'webhook.secret': 'Signs by Standard Webhooks: `whsec_` and base64.',
  'file.path': 'A file to which a line of JSON is appended, or `-` for standard output.',
};

/** Fields that every rule has, then each type's own. */
export const RULE_MEANINGS: Readonly<Record<string, string>> = {
  name: 'Lower-case letters, digits and dashes. Keep it: incidents carry it.',
  type: 'The type of the rule.',
  where: 'Only what this filter matches.',
  unless: 'But not what this filter matches.',
  severity: 'How bad it is.',
  channels: 'Names of the channels that are told; without it, all.',
  shadow: '`true`: it shows in the report and nobody is told. To try a rule.',
  enabled: '`false` switches it off without removing it.',
  countHealed: '`true`: denials that a success followed within a minute count too.',
  repeat: 'How often an open incident is told again.',
  resolveAfter: 'Quiet time after which an incident is over.',
  'count.window': 'Time over which denials are counted.',
  'count.atLeast': 'Denials of one group (bucket, kind, requester) from which on it speaks.',
  'share.window': 'Time over which requests are counted.',
  'share.percent': 'Share of the requests of a bucket that are denied, from which on it speaks.',
  'share.atLeast': 'Below this many denials a share says nothing.',
  'first-seen.memory': 'How long it remembers who was refused and how.',
  'first-seen.window': 'Time over which denials are counted.',
  'first-seen.atLeast': 'Denials of a requester in a new way from which on it speaks.',
  'jump.window': 'Time over which denials are counted.',
  'jump.factor': 'So many times the mean of the same hour on the days before.',
  'jump.days': 'Days before that are looked at, 1 to 14.',
  'jump.atLeast': 'Below this many denials a jump says nothing.',
};

export const FILTER_MEANINGS: Readonly<Record<string, string>> = {
  buckets: 'Bucket names; `*` stands for anything.',
  kinds: 'Kinds of refusal.',
  requesters: 'Requesters as the log shows them, `anonymous` or `key:<SecretId>`; `*` stands for anything.',
  paths: 'Decoded paths with a leading slash; `*` stands for anything.',
  causes: 'Causes that the diagnosis gave; [CAUSES.md](CAUSES.md) lists them.',
  addresses: 'Client addresses, as addresses or CIDR blocks.',
};

export const RULE_TYPES: Readonly<Record<string, string>> = {
  count: 'At least `atLeast` denials of one group within `window`.',
  share: 'Denials are at least `percent` % of the requests of a bucket within `window`.',
  'first-seen': 'A requester of the account is refused in a way (kind) that is new within `memory`.',
  jump: '`factor` times the usual number of denials: the mean of the same hour on the `days` before.',
};
