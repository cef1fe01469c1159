import type { ChannelOf } from '../config/types.js';
import type { Lang } from '../lang.js';
import { safeReason } from './clean.js';
import { cutChars, leftOut } from './fit.js';
import { type HttpAnswer, judgeStatus, postJson } from './http.js';
import type { Channel, Notification, SendOutcome } from './message.js';
import type { ChannelContext } from './options.js';
import { type PlainMessage, plainMessage } from './plain.js';

/** `url` (`https://hooks.slack.com/services/…`) is a secret. */
export type SlackOptions = Pick<ChannelOf<'slack'>, 'url'>;

const MAX_BLOCKS = 50;
const SECTION_CHARS = 3000;
const HEADER_CHARS = 150;
const FALLBACK_CHARS = 3000;

/** A Slack incoming webhook. Log content stands in `plain_text` blocks: Slack parses no markup or mention there. */
export function slackChannel(options: SlackOptions, context: ChannelContext): Channel {
  return {
    name: context.name,
    type: 'slack',
    lang: context.lang,
    // "About one a second": 50 a minute leaves room for others.
    rate: { count: 50, perMs: 60_000 },
    digest: true,
    send(notification, signal) {
      const body = slackBlocks(notification, context.lang);
      return postJson({ url: options.url, body }, signal, context, (answer) => judge(answer, options.url));
    },
  };
}

/** `&`, `<` and `>` are all that Slack's mrkdwn asks to escape; without a bare `<` there is no link and no mention. */
export function escapeSlack(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

export function slackBlocks(notification: Notification, lang: Lang): string {
  const message = plainMessage(notification, lang);
  const plain = (text: string) => ({ type: 'plain_text', text: text.trim() === '' ? '-' : text, emoji: false });
  const head = [
    { type: 'header', text: plain(cutChars(message.title, HEADER_CHARS)) },
    // The header holds 150 characters: a longer title is repeated in full.
    ...(message.title.length > HEADER_CHARS
      ? [{ type: 'section', text: plain(cutChars(message.title, SECTION_CHARS)) }]
      : []),
    ...(message.action === '' ? [] : [{ type: 'section', text: plain(cutChars(message.action, SECTION_CHARS)) }]),
  ];
  const links =
    message.links.length === 0
      ? []
      : [
          {
            type: 'section',
            text: {
              type: 'mrkdwn',
              text: message.links.map((link) => `<${escapeSlack(link.url)}|${escapeSlack(link.label)}>`).join('  '),
            },
          },
        ];
  const room = MAX_BLOCKS - head.length - links.length - 1;
  return JSON.stringify({
    text: escapeSlack(cutChars(`${message.title}\n${message.action}`, FALLBACK_CHARS)),
    blocks: [...head, ...sectionBlocks(message, lang, room), ...links],
  });
}

function sectionBlocks(message: PlainMessage, lang: Lang, room: number): object[] {
  const blocks: object[] = [];
  let lost = 0;
  for (const section of message.sections) {
    if (blocks.length + 2 > room) {
      lost += section.lines.length + 1;
      continue;
    }
    blocks.push({
      type: 'section',
      text: { type: 'mrkdwn', text: `*${escapeSlack(cutChars(section.title, 200)) || '-'}*` },
    });
    let text = '';
    let kept = 0;
    const lines = [
      ...section.lines.map((line) => `• ${cutChars(line, 1000)}`),
      ...(section.code === null || section.code.length > 2000 ? [] : [section.code]),
    ];
    for (const line of lines) {
      const next = `${text}${text === '' ? '' : '\n'}${line}`;
      // Room for the note that says what is left out.
      if (next.length > SECTION_CHARS - 40) break;
      text = next;
      kept++;
    }
    if (kept < lines.length) text += `\n${leftOut(lines.length - kept, lang)}`;
    if (text !== '') blocks.push({ type: 'section', text: { type: 'plain_text', text, emoji: false } });
  }
  if (lost > 0) blocks.push({ type: 'section', text: { type: 'plain_text', text: leftOut(lost, lang), emoji: false } });
  return blocks;
}

function judge(answer: HttpAnswer, url: string): SendOutcome {
  if (answer.status === 200 && answer.body.trim() === 'ok') return { status: 'sent' };
  const detail = safeReason(answer.body, [url]);
  if (answer.status === 200) return { status: 'failed', reason: `HTTP 200 without "ok": ${detail}` };
  const outcome = judgeStatus(answer);
  return outcome.status === 'failed' && detail !== ''
    ? { ...outcome, reason: `${outcome.reason}: ${detail}` }
    : outcome;
}
