import { createHash } from 'node:crypto';
import type { Text } from '../lang.js';
import type { Notification } from '../notify/message.js';
import { formatCount, formatDay } from './format.js';
import { leadSentence } from './lead.js';
import { MAX_ATTACHED_BYTES } from './mail.js';
import type { ReportModel } from './types.js';

interface MissedDay {
  readonly date: string;
  readonly requests: number;
  readonly denials: number;
  readonly lead: Text;
  readonly key: string;
  readonly url: string | null;
}

/** The reports that one run made up for missed days: told in one message, however many they are. */
export class MissedDays {
  readonly #days: MissedDay[] = [];
  readonly #attachments: { name: string; contentType: string; body: Uint8Array }[] = [];
  #room = MAX_ATTACHED_BYTES;

  constructor(private readonly timeZone: string) {}

  /** Only what the message needs is kept: a report can be large. Pages are attached while there is room, in the order of adding. */
  add(report: ReportModel, place: { readonly html: string; readonly key: string; readonly url: string | null }): void {
    const { date, headline } = report;
    const { requests, denials } = headline;
    this.#days.push({ date, requests, denials, lead: leadSentence(report), key: place.key, url: place.url });
    const body = Buffer.from(place.html);
    if (body.length > this.#room) return;
    this.#room -= body.length;
    this.#attachments.push({ name: `cos403-${date}.html`, contentType: 'text/html; charset=utf-8', body });
  }

  /** Null when no day was missed. The id is made of the days: telling the same days again is the same message. */
  message(time: string): Notification | null {
    const days = [...this.#days].sort((a, b) => (a.date < b.date ? -1 : 1));
    const first = days[0];
    const last = days.at(-1);
    if (!first || !last) return null;
    const sum = (field: 'requests' | 'denials') => days.reduce((total, day) => total + day[field], 0);
    const zone = this.timeZone.replace(/[^A-Za-z0-9]+/g, '-');
    const dates = days.map(({ date }) => date);
    const refused = formatCount(sum('denials'));
    const title: Text =
      days.length === 1
        ? {
            en: `COS 403 report of a missed day, ${formatDay(first.date).en}: ${refused} refused`,
            zh: `COS 403 补发日报 ${formatDay(first.date).zh}：${refused} 个拒绝`,
          }
        : {
            en: `COS 403 reports of ${days.length} missed days, ${first.date} to ${last.date}: ${refused} refused`,
            zh: `COS 403 补发 ${days.length} 天的日报，${first.date} 至 ${last.date}：${refused} 个拒绝`,
          };
    return {
      id: `report-missed-${createHash('sha256').update(dates.join('\n')).digest('hex').slice(0, 16)}-${zone}`,
      type: 'report',
      severity: 'info',
      dedupKey: `report-${zone}`,
      time,
      title,
      action: {
        en: 'The report function did not finish on these days; the reports are written now, with the settings of today.',
        zh: '这些天日报函数未能完成；现已按今天的设置补写日报。',
      },
      sections: days.map(({ date, lead, key }) => ({ title: formatDay(date), lines: [lead, { en: key, zh: key }] })),
      links: days.flatMap(({ date, url }) => (url === null ? [] : [{ label: { en: date, zh: date }, url }])),
      labels: { date: last.date },
      data: {
        schema: 'cos403.notification/1',
        type: 'report',
        timeZone: this.timeZone,
        missed: days.map(({ date, requests, denials, key }) => ({ date, requests, denials, report: key })),
      },
      attachments: this.#attachments,
    };
  }
}
