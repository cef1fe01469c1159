import type { Lang } from '../../../lib/lang.js';
import { alertmanagerAlerts } from '../../../lib/notify/alertmanager.js';
import { dingtalkMarkdown } from '../../../lib/notify/dingtalk.js';
import { feishuCard } from '../../../lib/notify/feishu.js';
import { mailOf } from '../../../lib/notify/mail.js';
import type { Notification } from '../../../lib/notify/message.js';
import { pagerdutyEvent } from '../../../lib/notify/pagerduty.js';
import { plainMessage, plainText } from '../../../lib/notify/plain.js';
import { sesRequest } from '../../../lib/notify/ses.js';
import { slackBlocks } from '../../../lib/notify/slack.js';
import { webhookBody } from '../../../lib/notify/webhook.js';
import { wecomMarkdown, wecomText } from '../../../lib/notify/wecom.js';
import { NOW } from './examples.js';

type Payload = (notification: Notification, lang: Lang) => unknown;
const json = (text: string): unknown => JSON.parse(text);

/** What each channel would put on the wire. */
export const PAYLOADS: Readonly<Record<string, Payload>> = {
  wecom: (n, lang) => json(wecomMarkdown(n, lang, ['zhangsan'])),
  'wecom-text': (n, lang) => json(wecomText(n, lang, ['@all'])),
  dingtalk: (n, lang) => json(dingtalkMarkdown(n, lang, { mention: ['13800000000'], keyword: 'cos403' })),
  feishu: (n, lang) => json(feishuCard(n, lang, { secret: 'example' }, NOW / 1000)),
  slack: (n, lang) => json(slackBlocks(n, lang)),
  pagerduty: (n, lang) => json(pagerdutyEvent(n, lang, 'ROUTINGKEY')),
  alertmanager: (n, lang) => json(alertmanagerAlerts(n, lang, NOW)),
  webhook: (n, lang) => json(webhookBody(n, lang)),
  smtp: (n, lang) => mailOf(n, lang),
  ses: (n, lang) =>
    sesRequest(n, { region: 'ap-guangzhou', from: 'a@mail.example.com', to: ['b@example.com'], templateId: 7 }, lang),
  stdout: (n, lang) => plainText(plainMessage(n, lang)).split('\n'),
};
