import fc from 'fast-check';
import { alertmanagerAlerts } from '../../lib/notify/alertmanager.js';
import { dingtalkMarkdown } from '../../lib/notify/dingtalk.js';
import { feishuCard } from '../../lib/notify/feishu.js';
import { byteLength, cutBytes, cutChars } from '../../lib/notify/fit.js';
import { mailOf } from '../../lib/notify/mail.js';
import type { Notification } from '../../lib/notify/message.js';
import { pagerdutyEvent } from '../../lib/notify/pagerduty.js';
import { sesRequest } from '../../lib/notify/ses.js';
import { slackBlocks } from '../../lib/notify/slack.js';
import { webhookBody } from '../../lib/notify/webhook.js';
import { wecomMarkdown, wecomText } from '../../lib/notify/wecom.js';
import { runs } from '../support/property.js';
import { EXAMPLES, NOW } from './support/examples.js';

/** Text as an attacker would write it: markup, mentions, control characters, Chinese, long. */
const hostile = fc.oneof(
  fc.constantFrom(
    '<!channel>',
    '<@everyone>',
    '@all',
    '<at user_id="all">all</at>',
    '[click](https://evil.example)',
    '![x](https://evil.example/x.png)',
    '<img src=x onerror=alert(1)>',
    '\u001b[31mred\u001b[0m',
    'a\u202etxt.exe',
    '\r\nBcc: victim@example.com',
    '**bold** _it_ `code` ~~no~~ # head',
    '密钥'.repeat(50),
  ),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.string({ maxLength: 40 }).map((text) => text.repeat(200)),
);
const text = hostile.map((value) => ({ en: value, zh: value }));
const notifications: fc.Arbitrary<Notification> = fc
  .record({
    title: text,
    action: text,
    sections: fc.array(fc.record({ title: text, lines: fc.array(text, { maxLength: 40 }) }), { maxLength: 30 }),
  })
  .map((parts) => ({ ...(EXAMPLES['opened'] as Notification), ...parts }));

const content = (body: string): string => {
  const value = JSON.parse(body) as { markdown?: { content?: string; text?: string }; text?: { content?: string } };
  return value.markdown?.content ?? value.markdown?.text ?? value.text?.content ?? '';
};

test('every channel keeps to its limit whatever a message holds', () => {
  fc.assert(
    fc.property(notifications, fc.constantFrom('en' as const, 'zh' as const), (n, lang) => {
      expect(byteLength(content(wecomMarkdown(n, lang)))).toBeLessThanOrEqual(4096);
      expect(byteLength(content(wecomText(n, lang)))).toBeLessThanOrEqual(2048);
      expect(byteLength(dingtalkMarkdown(n, lang))).toBeLessThanOrEqual(20_000);
      expect(byteLength(feishuCard(n, lang, { secret: 's' }, 1))).toBeLessThanOrEqual(20 * 1024);
      expect(byteLength(pagerdutyEvent(n, lang, 'key'))).toBeLessThanOrEqual(512 * 1024);
      expect(byteLength(webhookBody(n, lang))).toBeLessThanOrEqual(20_000);
      const { blocks, text: fallback } = JSON.parse(slackBlocks(n, lang));
      expect(blocks.length).toBeLessThanOrEqual(50);
      expect(fallback.length).toBeLessThanOrEqual(40_000);
      for (const block of blocks) {
        expect(block.text.text.length).toBeLessThanOrEqual(block.type === 'header' ? 150 : 3000);
        expect(block.text.text.length).toBeGreaterThan(0);
      }
    }),
    runs(10),
  );
});

test('no markup, mention or control character of a message reaches a chat', () => {
  fc.assert(
    fc.property(notifications, fc.constantFrom('en' as const, 'zh' as const), (n, lang) => {
      for (const body of [wecomMarkdown(n, lang), dingtalkMarkdown(n, lang)]) {
        const shown = content(body)
          .replace(/<font color="(info|comment|warning)">|<\/font>/g, '')
          .replace(/\]\(https:\/\/[a-z.]*tencent\.com[^)]*\)/g, '');
        expect(shown).not.toMatch(/<|\]\(|@|`/);
      }
      const slack = JSON.parse(slackBlocks(n, lang));
      expect(slack.text).not.toMatch(/[<>]/);
      for (const block of slack.blocks) {
        if (block.text.type === 'mrkdwn') expect(block.text.text).not.toMatch(/<(?!https:\/\/[a-z.]*tencent\.com)/);
      }
      // Feishu parses markup only in `lark_md`.
      expect(feishuCard(n, lang, {}, 1)).not.toContain('lark_md');
      const mail = mailOf(n, lang);
      expect(mail.subject).not.toMatch(/[\r\n]/);
      expect(mail.html).not.toMatch(/<img|<script|onerror=alert\(1\)>(?!&)/);
      const { Template } = sesRequest(n, { region: 'r', from: 'a@b.c', to: ['a@b.c'], templateId: 1 }, lang) as {
        Template: { TemplateData: string };
      };
      expect(Template.TemplateData).not.toMatch(/[<>]/);
      for (const body of [
        wecomMarkdown(n, lang),
        slackBlocks(n, lang),
        alertmanagerAlerts(n, lang, NOW),
        webhookBody(n, lang),
      ]) {
        expect(body).not.toMatch(/\\u001b|\u001b|\u202e/);
      }
    }),
    runs(10),
  );
});

test('what does not fit is left out from the end, and the message says how much', () => {
  const lines = Array.from({ length: 300 }, (_, i) => ({
    en: `line ${i} ${'x'.repeat(60)}`,
    zh: `第 ${i} 行 ${'字'.repeat(30)}`,
  }));
  const long = {
    ...(EXAMPLES['opened'] as Notification),
    sections: [{ title: { en: 'Evidence', zh: '依据' }, lines }],
  };
  const en = content(wecomMarkdown(long, 'en'));
  const kept = [...en.matchAll(/line (\d+) /g)].length;
  expect(en).toContain(`… ${300 - kept} lines left out`);
  expect(en).toContain('line 0 ');
  expect(en).toContain('console.cloud.tencent.com');
  expect(content(wecomMarkdown(long, 'zh'))).toMatch(/……略去 \d+ 行/);
  expect(byteLength(en)).toBeGreaterThan(3900);
});

test('cutting keeps whole code points', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.integer({ min: 4, max: 60 }), (value, max) => {
      expect(byteLength(cutBytes(value, max))).toBeLessThanOrEqual(max);
      expect(cutBytes(value, max)).toBe(Buffer.from(cutBytes(value, max)).toString('utf8'));
      expect(cutChars(value, max).length).toBeLessThanOrEqual(max);
      expect(cutChars(value, max)).toBe(Buffer.from(cutChars(value, max)).toString('utf8'));
    }),
    runs(),
  );
});
