import type { Lang } from '../lang.js';
import { escapeHtml } from '../text/html.js';
import { cutBytes } from './fit.js';
import type { Notification } from './message.js';
import { type PlainMessage, plainMessage, plainText } from './plain.js';

/** What every mail channel sends: subject, plain text, HTML, attachments. */
export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly { readonly name: string; readonly contentType: string; readonly body: Uint8Array }[];
}

/** Mail servers take megabytes, readers do not. */
const MAX_TEXT_BYTES = 256 * 1024;

export function mailOf(notification: Notification, lang: Lang): Mail {
  const message = plainMessage(notification, lang);
  return {
    // RFC 5322 lines end at 998 bytes; 150 characters is what a phone shows in two lines.
    subject: cutBytes(message.title, 400),
    text: cutBytes(plainText(message), MAX_TEXT_BYTES),
    html: notification.html?.[lang] ?? mailHtml(message, notification, lang),
    attachments: notification.attachments ?? [],
  };
}

/** Colours on white and on the dark background. */
const ACCENT = {
  critical: ['#b42318', '#f97066'],
  error: ['#b42318', '#f97066'],
  warning: ['#b54708', '#fdb022'],
  info: ['#175cd3', '#84adff'],
} as const;
const RESOLVED = ['#067647', '#47cd89'] as const;

/** A policy is pasted: it reads better on lines of its own. */
function pretty(code: string): readonly string[] {
  try {
    return JSON.stringify(JSON.parse(code), null, 2).split('\n');
  } catch {
    return [code];
  }
}

/** Breaks anywhere, so that a long policy does not widen the mail. */
function codeHtml(code: string): string {
  return `<pre class="code" style="margin:8px 0 0;padding:10px;background:#f2f4f7;font-size:12px;white-space:pre-wrap;word-break:break-word;overflow-wrap:anywhere">${pretty(code).map(escapeHtml).join('\n')}</pre>`;
}

/** Clients that know dark mode read style sheets too; all others get the light colours of the inline styles. */
function darkStyles(accent: string): string {
  return `<style>
:root{color-scheme:light dark}
@media (prefers-color-scheme:dark){
.page{background:#0c111d!important}
.card{background:#161b26!important;color:#ececed!important;border-top-color:${accent}!important}
.accent{color:${accent}!important}
.quiet{color:#94969c!important}
.code{background:#0c111d!important;color:#ececed!important}
a{color:#84adff!important}
}
</style>`;
}

const WRAP = 'word-break:break-word;overflow-wrap:anywhere';

/** Tables and inline styles: style sheets and newer layout do not survive all mail clients. */
function mailHtml(message: PlainMessage, notification: Notification, lang: Lang): string {
  const [accent, accentInDark] = notification.type === 'incident.resolved' ? RESOLVED : ACCENT[notification.severity];
  const sections = message.sections.map(
    (section) =>
      `<tr><td style="padding:16px 24px 0"><p class="quiet" style="margin:0 0 6px;font-size:13px;font-weight:bold;color:#475467;${WRAP}">${escapeHtml(section.title)}</p>` +
      `<ul style="margin:0;padding-left:20px">${section.lines.map((line) => `<li style="margin:0 0 4px;${WRAP}">${escapeHtml(line)}</li>`).join('')}</ul>${section.code === null ? '' : codeHtml(section.code)}</td></tr>`,
  );
  const links = message.links
    .map((link) => `<a href="${escapeHtml(link.url)}" style="color:#175cd3">${escapeHtml(link.label)}</a>`)
    .join(' &nbsp;·&nbsp; ');
  return `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escapeHtml(message.title)}</title>${darkStyles(accentInDark)}</head>
<body class="page" style="margin:0;padding:0;background:#f2f4f7">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f2f4f7"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:640px;table-layout:fixed;background:#ffffff;border-top:4px solid ${accent};font-family:-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei',sans-serif;font-size:14px;line-height:1.5;color:#101828">
<tr><td style="padding:20px 24px 0;${WRAP}"><h1 class="accent" style="margin:0;font-size:16px;line-height:1.4;color:${accent}">${escapeHtml(message.title)}</h1></td></tr>
<tr><td style="padding:10px 24px 0;${WRAP}"><p style="margin:0;font-size:15px">${escapeHtml(message.action)}</p></td></tr>
${sections.join('\n')}
<tr><td class="quiet" style="padding:20px 24px 24px;font-size:13px;color:#475467">${links}</td></tr>
</table></td></tr></table>
</body></html>
`;
}
