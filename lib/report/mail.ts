import { KIND_TEXTS } from '../denial/kind-texts.js';
import type { Lang, Text } from '../lang.js';
import type { Notification, NotificationSection } from '../notify/message.js';
import { escapeHtml } from '../text/html.js';
import { isOpen } from './causes.js';
import { formatCount, formatShare, formatTime } from './format.js';
import { cut } from './html/parts.js';
import { WORDS } from './html/words.js';
import { leadSentence, reportTitle, rewriteSentence } from './lead.js';
import { renderMailHtml } from './mail-html.js';
import type { ReportModel } from './types.js';

export interface ReportMailOptions {
  /** The written files: attached where the channel can. */
  readonly html: string;
  readonly csv: string;
  /** Where readers open the page (configuration, `report.baseUrl`), or null. Goes to every channel. */
  readonly url: string | null;
  /** A presigned, time-limited address: it opens the page for whoever has it, so only the mail's body gets it. */
  readonly presigned: string | null;
  /** The plain key in the state, for readers who have the bucket open anyway. */
  readonly key: string;
}

/** SES takes 4 MB of attachments together, base64 included (1084, SendEmail); what does not fit is only linked. */
export const MAX_ATTACHED_BYTES = 3 * 1024 * 1024;

/** The day's message for every channel: mail gets the HTML body and the files, chat the sections and the link. */
export function reportNotification(report: ReportModel, options: ReportMailOptions): Notification {
  const page = Buffer.from(options.html);
  const csv = Buffer.from(options.csv);
  const attachments = [];
  let room = MAX_ATTACHED_BYTES;
  for (const [body, name, contentType] of [
    [page, `cos403-${report.date}.html`, 'text/html; charset=utf-8'],
    [csv, `cos403-${report.date}.csv`, 'text/csv; charset=utf-8'],
  ] as const) {
    if (body.length > room) continue;
    attachments.push({ name, contentType, body: new Uint8Array(body) });
    room -= body.length;
  }
  const top = report.causes.find(({ id }) => !isOpen(id));
  const label: Text = { en: 'Open the full report', zh: '打开完整日报' };
  return {
    // One message a day and zone, whatever how often the function runs.
    id: `report-${report.date}-${report.timeZone.replace(/[^A-Za-z0-9]+/g, '-')}`,
    type: 'report',
    severity: 'info',
    dedupKey: `report-${report.timeZone.replace(/[^A-Za-z0-9]+/g, '-')}`,
    time: report.generatedAt,
    title: titleOf(report),
    action: actionOf(report),
    sections: sectionsOf(report, options.key),
    links: options.url === null ? [] : [{ label, url: options.url }],
    labels: { date: report.date, ...(top && { cause: top.id }) },
    data: dataOf(report, options.key),
    attachments,
    html: {
      en: renderMailHtml(report, 'en', whereFull(options, attachments.length > 0, 'en')),
      zh: renderMailHtml(report, 'zh', whereFull(options, attachments.length > 0, 'zh')),
    },
  };
}

function titleOf(report: ReportModel): Text {
  const title = reportTitle(report);
  const { denials } = report.headline;
  return { en: `${title.en}: ${formatCount(denials)} refused`, zh: `${title.zh}：${formatCount(denials)} 个拒绝` };
}

function actionOf(report: ReportModel): Text {
  for (const group of report.groups) {
    const step = group.diagnoses[0]?.remedy.steps[0];
    if (step) return step;
  }
  return leadSentence(report);
}

function sectionsOf(report: ReportModel, key: string): NotificationSection[] {
  const lead = leadSentence(report);
  const rewritten = rewriteSentence(report);
  const sections: NotificationSection[] = [{ title: WORDS.title, lines: rewritten ? [lead, rewritten] : [lead] }];
  // Chat gets the plain key: whoever may read the bucket opens it there.
  sections.push({ title: { en: 'Full report', zh: '完整日报' }, lines: [{ en: key, zh: key }] });
  if (report.causes.length > 0) {
    sections.push({
      title: WORDS.causes,
      lines: report.causes.slice(0, 5).map((cause) => {
        const count = `${formatCount(cause.denials)} (${formatShare(cause.share)})`;
        return { en: `${cut(cause.title.en, 120)}: ${count}`, zh: `${cut(cause.title.zh, 120)}：${count}` };
      }),
    });
  }
  if (report.groups.length > 0) {
    sections.push({
      title: WORDS.groups,
      lines: report.groups.slice(0, 10).map((group) => {
        const cause = group.diagnoses[0]?.cause.title ?? KIND_TEXTS[group.kind];
        const rest = `${cut(group.requester, 80)}, ${cut(group.bucket, 80)}`;
        const since = formatTime(group.since, report.timeZone);
        return {
          en: `${formatCount(group.count)} × ${cut(cause.en, 120)} (${rest}, since ${since})`,
          zh: `${formatCount(group.count)} × ${cut(cause.zh, 120)}（${rest}，始于 ${since}）`,
        };
      }),
    });
  }
  return sections;
}

/** `cos403.notification/1`: the numbers, for programs; the groups are in the stored report. */
function dataOf(report: ReportModel, key: string): unknown {
  const { date, timeZone, headline, revision } = report;
  return {
    schema: 'cos403.notification/1',
    type: 'report',
    date,
    timeZone,
    revision,
    headline,
    causes: report.causes,
    report: key,
  };
}

/** Trusted HTML: where the full page is. */
function whereFull(options: ReportMailOptions, attached: boolean, lang: Lang): string {
  const parts = [];
  const address = options.url ?? options.presigned;
  if (address !== null) {
    const text = lang === 'zh' ? '打开完整日报' : 'Open the full report';
    parts.push(`<a href="${escapeHtml(address)}" style="color:#1a5fb4">${text}</a>`);
  }
  if (attached) parts.push(lang === 'zh' ? '完整日报见附件。' : 'The full report is attached.');
  else parts.push(`${lang === 'zh' ? '完整日报：' : 'The full report: '}${escapeHtml(options.key)}`);
  return parts.join(' · ');
}
