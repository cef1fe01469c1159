import type { ChannelOf } from '../config/types.js';
import type { Lang } from '../lang.js';
import { safeReason } from './clean.js';
import { byteLength, cutBytes, fitLines } from './fit.js';
import { type HttpAnswer, jsonObject, judgeStatus, postJson, retryLater } from './http.js';
import { inertMarkdown } from './markdown.js';
import type { Channel, Notification, SendOutcome } from './message.js';
import type { ChannelContext } from './options.js';
import { bodyLines, codeElsewhere, plainMessage } from './plain.js';

/** `url` (`https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…`) is a secret. */
export type WecomOptions = Pick<ChannelOf<'wecom'>, 'url' | 'mention'>;

/** UTF-8 bytes of `markdown.content` and `text.content`. */
const MARKDOWN_BYTES = 4096;
const TEXT_BYTES = 2048;
/** "api freq out of limit", -1 "system busy": the robot is fine. */
const TRANSIENT = new Set([45009, -1]);

/** A group robot of WeCom (enterprise WeChat): markdown first, plain text when the robot refuses the markdown. */
export function wecomChannel(options: WecomOptions, context: ChannelContext): Channel {
  return {
    name: context.name,
    type: 'wecom',
    lang: context.lang,
    rate: { count: 20, perMs: 60_000 },
    digest: true,
    async send(notification, signal) {
      const post = (body: string, judge: (answer: HttpAnswer) => SendOutcome) =>
        postJson({ url: options.url, body }, signal, context, judge);
      const mention = mentions(notification, options.mention);
      const text = wecomText(notification, context.lang, mention);
      // Markdown has no mention of everybody; text has.
      if (mention.includes('@all')) return post(text, (answer) => judgeErrcode(answer, TRANSIENT, options.url));
      let refusedContent = false;
      const outcome = await post(wecomMarkdown(notification, context.lang, mention), (answer) => {
        const judged = judgeErrcode(answer, TRANSIENT, options.url);
        // 93000 is the address itself; every other permanent code may be about the content.
        refusedContent = judged.status === 'failed' && answer.status === 200 && errcode(answer) !== 93000;
        return judged;
      });
      if (!refusedContent) return outcome;
      return post(text, (answer) => judgeErrcode(answer, TRANSIENT, options.url));
    },
  };
}

/** Whom to mention: only when an incident opens; repeats and good news ring nobody's phone. */
export function mentions(notification: Notification, configured: readonly string[] | undefined): readonly string[] {
  return notification.type === 'incident.opened' ? (configured ?? []) : [];
}

export function wecomMarkdown(notification: Notification, lang: Lang, mention: readonly string[] = []): string {
  const message = plainMessage(notification, lang);
  const color =
    notification.type === 'incident.resolved' ? 'info' : notification.severity === 'info' ? 'comment' : 'warning';
  const head = (title: string) => `### <font color="${color}">${inertMarkdown(title)}</font>`;
  const lines = message.sections.flatMap((section) => [
    `**${inertMarkdown(section.title)}**`,
    ...section.lines.map((line) => `> ${inertMarkdown(line)}`),
    ...(section.code === null ? [] : [`> ${inertMarkdown(codeElsewhere(lang))}`]),
  ]);
  const links = [
    ...message.links.map((link) => `[${inertMarkdown(link.label)}](${link.url})`),
    ...(mention.length === 0 ? [] : [mention.map((user) => `<@${user}>`).join(' ')]),
  ];
  const parts = (title: string, action: string, kept: readonly string[]) =>
    [head(title), inertMarkdown(action), ...kept, ...links].filter(Boolean).join('\n');
  let content = fitLines(lines, MARKDOWN_BYTES, lang, (kept) => parts(message.title, message.action, kept));
  if (byteLength(content) > MARKDOWN_BYTES) {
    content = parts(cutBytes(message.title, 600), cutBytes(message.action, 1500), []);
  }
  return JSON.stringify({ msgtype: 'markdown', markdown: { content } });
}

export function wecomText(notification: Notification, lang: Lang, mention: readonly string[] = []): string {
  const message = plainMessage(notification, lang);
  const links = message.links.map((link) => `${link.label}: ${link.url}`);
  const build = (title: string, action: string) => (kept: readonly string[]) =>
    [title, action, ...kept, ...links].filter(Boolean).join('\n');
  let content = fitLines(bodyLines(message), TEXT_BYTES, lang, build(message.title, message.action));
  if (byteLength(content) > TEXT_BYTES)
    content = build(cutBytes(message.title, 500), cutBytes(message.action, 1000))([]);
  return JSON.stringify({
    msgtype: 'text',
    text: { content, ...(mention.length === 0 ? {} : { mentioned_list: mention }) },
  });
}

function errcode(answer: HttpAnswer): unknown {
  return jsonObject(answer.body)?.['errcode'];
}

/** WeCom and DingTalk answer HTTP 200 for refusals: only `errcode` 0 is success. */
export function judgeErrcode(
  answer: HttpAnswer,
  transient: ReadonlySet<number>,
  url: string,
  waitMs: (code: number) => number = () => 60_000,
): SendOutcome {
  if (answer.status !== 200) {
    const byStatus = judgeStatus(answer);
    return byStatus.status === 'sent' ? { status: 'failed', reason: `HTTP ${answer.status}` } : byStatus;
  }
  const body = jsonObject(answer.body);
  const code = body?.['errcode'];
  if (code === 0) return { status: 'sent' };
  if (typeof code !== 'number') return retryLater(answer, 'the answer is not the JSON of a robot');
  const detail = safeReason(String(body?.['errmsg'] ?? ''), [url]);
  const reason = `errcode ${code}${detail === '' ? '' : `: ${detail}`}`;
  return transient.has(code) ? retryLater(answer, reason, waitMs(code)) : { status: 'failed', reason };
}
