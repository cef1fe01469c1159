import { createHmac } from 'node:crypto';
import type { ChannelOf } from '../config/types.js';
import type { Lang } from '../lang.js';
import { safeReason } from './clean.js';
import { byteLength, cutBytes, fitLines } from './fit.js';
import { type HttpAnswer, jsonObject, judgeStatus, postJson, retryLater } from './http.js';
import type { Channel, Notification, SendOutcome } from './message.js';
import type { ChannelContext } from './options.js';
import { plainMessage } from './plain.js';

/** `url` (`https://open.feishu.cn/open-apis/bot/v2/hook/…`, or Lark's host) is a secret; `secret` when the bot's signature check is on. */
export type FeishuOptions = Pick<ChannelOf<'feishu'>, 'url' | 'secret' | 'keyword'>;

/** The documented 20 KB of the body, less a margin for the signature. */
const BODY_BYTES = 19_500;

/** A custom bot of Feishu or Lark: an interactive card whose log content is `plain_text`, so that no markup or mention can come out of it. */
export function feishuChannel(options: FeishuOptions, context: ChannelContext): Channel {
  return {
    name: context.name,
    type: 'feishu',
    lang: context.lang,
    // 100 a minute and 5 a second; the smaller one is kept by sending one at a time.
    rate: { count: 100, perMs: 60_000 },
    digest: true,
    send(notification, signal) {
      const body = feishuCard(notification, context.lang, options, Math.floor(context.nowMs() / 1000));
      return postJson({ url: options.url, body }, signal, context, (answer) => judge(answer, options.url));
    },
  };
}

/** Unlike DingTalk: seconds, `timestamp "\n" secret` is the KEY and the message is empty; goes into the body. */
export function feishuSign(secret: string, timestampSeconds: number): string {
  return createHmac('sha256', `${timestampSeconds}\n${secret}`).digest('base64');
}

const COLORS = { critical: 'red', error: 'red', warning: 'orange', info: 'blue' } as const;

export function feishuCard(
  notification: Notification,
  lang: Lang,
  { secret, keyword }: Pick<FeishuOptions, 'secret' | 'keyword'>,
  timestampSeconds: number,
): string {
  const message = plainMessage(notification, lang);
  const signature =
    secret === undefined ? {} : { timestamp: String(timestampSeconds), sign: feishuSign(secret, timestampSeconds) };
  const template = notification.type === 'incident.resolved' ? 'green' : COLORS[notification.severity];
  const text = (content: string) => ({ tag: 'div', text: { tag: 'plain_text', content } });
  const actions = message.links.map((link) => ({
    tag: 'button',
    type: 'default',
    text: { tag: 'plain_text', content: link.label },
    url: link.url,
  }));
  // One text per section title keeps the card short: titles in corner brackets, lines below.
  const lines = message.sections.flatMap((section) => [
    `【${section.title}】`,
    ...section.lines.map((line) => `· ${line}`),
    ...(section.code === null ? [] : [section.code]),
  ]);
  const build = (title: string, action: string) => (kept: readonly string[]) =>
    JSON.stringify({
      ...signature,
      msg_type: 'interactive',
      card: {
        config: { wide_screen_mode: true },
        header: { template, title: { tag: 'plain_text', content: title } },
        elements: [
          text(action),
          ...(kept.length === 0 ? [] : [{ tag: 'hr' }, text(kept.join('\n'))]),
          ...(keyword === undefined ? [] : [text(keyword)]),
          ...(actions.length === 0 ? [] : [{ tag: 'action', actions }]),
        ],
      },
    });
  const fitted = fitLines(lines, BODY_BYTES, lang, build(message.title, message.action));
  if (byteLength(fitted) <= BODY_BYTES) return fitted;
  return build(cutBytes(message.title, 1000), cutBytes(message.action, 4000))([]);
}

function judge(answer: HttpAnswer, url: string): SendOutcome {
  const body = jsonObject(answer.body);
  const code = body?.['code'];
  // Feishu sends its codes with HTTP 200 and with 400: the body decides where there is one.
  if (typeof code !== 'number') {
    const byStatus = judgeStatus(answer);
    return byStatus.status === 'sent' ? retryLater(answer, 'the answer is not the JSON of a bot') : byStatus;
  }
  if (code === 0 && answer.status === 200) return { status: 'sent' };
  const detail = safeReason(String(body?.['msg'] ?? ''), [url]);
  const reason = `code ${code}${detail === '' ? '' : `: ${detail}`}`;
  return code === 11232 || answer.status === 429 || answer.status >= 500
    ? retryLater(answer, reason)
    : { status: 'failed', reason };
}
