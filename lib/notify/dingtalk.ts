import { createHmac } from 'node:crypto';
import type { ChannelOf } from '../config/types.js';
import type { Lang } from '../lang.js';
import { byteLength, cutBytes, fitLines } from './fit.js';
import { postJson } from './http.js';
import { inertMarkdown } from './markdown.js';
import type { Channel, Notification } from './message.js';
import type { ChannelContext } from './options.js';
import { codeElsewhere, plainMessage } from './plain.js';
import { judgeErrcode, mentions } from './wecom.js';

/** `url` (`https://oapi.dingtalk.com/robot/send?access_token=…`) is a secret; `secret` (`SEC…`) when the robot's security setting is "sign". */
export type DingtalkOptions = Pick<ChannelOf<'dingtalk'>, 'url' | 'secret' | 'mention' | 'keyword'>;

/** Of the whole body; the figure is unconfirmed, the margin is for that. */
const BODY_BYTES = 19_000;
const TRANSIENT = new Set([130101, -1]);

/** A custom robot of DingTalk. */
export function dingtalkChannel(options: DingtalkOptions, context: ChannelContext): Channel {
  return {
    name: context.name,
    type: 'dingtalk',
    lang: context.lang,
    rate: { count: 20, perMs: 60_000 },
    digest: true,
    send(notification, signal) {
      const url = options.secret === undefined ? options.url : signedUrl(options.url, options.secret, context.nowMs());
      // Over 20 in a minute the robot is shut for ten minutes: asking sooner only prolongs it.
      const body = dingtalkMarkdown(notification, context.lang, options);
      return postJson({ url, body }, signal, context, (answer) =>
        judgeErrcode(answer, TRANSIENT, options.url, (code) => (code === 130101 ? 600_000 : 60_000)),
      );
    },
  };
}

/** Base64 of HMAC-SHA256 with the secret as key over `timestamp "\n" secret`; `timestampMs` within an hour of now. */
export function dingtalkSign(secret: string, timestampMs: number): string {
  return createHmac('sha256', secret).update(`${timestampMs}\n${secret}`).digest('base64');
}

function signedUrl(url: string, secret: string, nowMs: number): string {
  const sign = encodeURIComponent(dingtalkSign(secret, nowMs));
  return `${url}${url.includes('?') ? '&' : '?'}timestamp=${nowMs}&sign=${sign}`;
}

export function dingtalkMarkdown(
  notification: Notification,
  lang: Lang,
  options: Pick<DingtalkOptions, 'mention' | 'keyword'> = {},
): string {
  const mention = mentions(notification, options.mention);
  const mobiles = mention.filter((mobile) => mobile !== '@all');
  const message = plainMessage(notification, lang);
  const lines = message.sections.flatMap((section) => [
    `\n**${inertMarkdown(section.title)}**\n`,
    ...section.lines.map((line) => `- ${inertMarkdown(line)}`),
    ...(section.code === null ? [] : [`- ${inertMarkdown(codeElsewhere(lang))}`]),
  ]);
  const links = message.links.map((link) => `\n[${inertMarkdown(link.label)}](${link.url})`);
  // The keyword must stand in the message, and a mention rings only when the number stands in the text.
  const tail = [options.keyword ?? '', mobiles.map((mobile) => `@${mobile}`).join(' ')].filter(Boolean);
  const body = (title: string, action: string, kept: readonly string[]) =>
    JSON.stringify({
      msgtype: 'markdown',
      markdown: {
        title: inertMarkdown(cutBytes(title, 200)),
        text: [`#### ${inertMarkdown(title)}`, `\n${inertMarkdown(action)}`, ...kept, ...links, ...tail].join('\n'),
      },
      at: { atMobiles: mobiles, atUserIds: [], isAtAll: mention.includes('@all') },
    });
  const fitted = fitLines(lines, BODY_BYTES, lang, (kept) => body(message.title, message.action, kept));
  if (byteLength(fitted) <= BODY_BYTES) return fitted;
  return body(cutBytes(message.title, 1000), cutBytes(message.action, 4000), []);
}
