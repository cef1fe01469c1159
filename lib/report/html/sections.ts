import { KIND_TEXTS } from '../../denial/kind-texts.js';
import type { Text } from '../../lang.js';
import { isOpen } from '../causes.js';
import { chartKinds } from '../chart/timeline.js';
import { formatBytes, formatChange, formatCount, formatShare, formatTime } from '../format.js';
import type { Comparison, ReportModel, SnapshotChange, Trend, WhoList } from '../types.js';
import { both, code, cut, shareBar, value, word } from './parts.js';
import type { Word } from './words.js';

/** The parts of the page above and below the table of groups. Each takes the model and gives HTML. */

export function tiles(report: ReportModel): string {
  const { headline } = report;
  const tile = (name: Word, big: string, small: string) =>
    `<div><dt>${word(name)}</dt><dd><span class="big">${big}</span><br><span class="small">${small}</span></dd></div>`;
  const requests: Text = {
    en: `of ${formatCount(headline.requests)} requests`,
    zh: `共 ${formatCount(headline.requests)} 个请求`,
  };
  const { unexplained } = headline;
  const open: Text = {
    en: `${formatCount(unexplained.denials)} in ${formatCount(unexplained.groups)} ${unexplained.groups === 1 ? 'group' : 'groups'}`,
    zh: `${formatCount(unexplained.denials)} 个，${formatCount(unexplained.groups)} 组`,
  };
  const healed: Text = {
    en: `${formatCount(headline.healed)} healed by a retry`,
    zh: `${formatCount(headline.healed)} 个重试后成功`,
  };
  return `<dl class="tiles">${tile('refused', formatCount(headline.denials), both(requests))}${tile('shareOfRequests', formatShare(headline.share), both(healed))}${tile('againstYesterday', changeOf(headline.previousDay), then(headline.previousDay))}${tile('againstLastWeek', changeOf(headline.lastWeek), then(headline.lastWeek))}${tile('unexplained', formatShare(unexplained.share), both(open))}</dl>`;
}

function changeOf(comparison: Comparison | null): string {
  if (!comparison) return '–';
  const { change } = comparison;
  const direction =
    change === null || formatChange(change) === formatChange(0) ? '' : change > 0 ? ' class="up"' : ' class="down"';
  return `<span${direction}>${formatChange(change)}</span>`;
}

function then(comparison: Comparison | null): string {
  if (!comparison) return word('unknownDay');
  return both({
    en: `${formatCount(comparison.denials)} on ${comparison.date}`,
    zh: `${comparison.date} 为 ${formatCount(comparison.denials)}`,
  });
}

/** The model lists ten; the eye wants less. */
const TRENDS_SHOWN = 6;

export function changes(report: ReportModel): string {
  const { trends } = report;
  if (trends.comparedWith.length === 0) return `<p class="soft">${word('noBaseline')}</p>`;
  const list = (title: Word, items: readonly Trend[], total: number, number: (trend: Trend) => string) => {
    const rows = items
      .slice(0, TRENDS_SHOWN)
      .map(
        (trend) =>
          `<li><span>${both(KIND_TEXTS[trend.kind])}<br><span class="soft small">${requester(trend.requester)} · ${value(trend.bucket)}</span></span><span class="n">${number(trend)}</span></li>`,
      );
    if (total > rows.length) {
      const more: Text = {
        en: `and ${formatCount(total - rows.length)} more`,
        zh: `另有 ${formatCount(total - rows.length)} 组`,
      };
      rows.push(`<li class="soft small"><span>${both(more)}</span></li>`);
    }
    return `<div><h3>${word(title)} · ${formatCount(total)}</h3>${rows.length === 0 ? `<p class="soft">${word('none')}</p>` : `<ul class="plain">${rows.join('')}</ul>`}</div>`;
  };
  return `<div class="cols">${list('new', trends.new, trends.newGroups, ({ count }) => formatCount(count))}${list('growing', trends.growing, trends.growingGroups, ({ before, count }) => `${formatCount(before)} → ${formatCount(count)}`)}${list('gone', trends.gone, trends.goneGroups, ({ before }) => formatCount(before))}</div>`;
}

/** A requester: the words for nobody, else as logged. */
export const requester = (text: string): string => (text === 'anonymous' ? word('anonymous') : code(cut(text, 120)));

export function timeline(
  report: ReportModel,
  charts: { readonly wide: string; readonly narrow: string } | null,
): string {
  if (!charts) return '';
  const { own, rest } = chartKinds(report);
  const swatch = (index: number) =>
    `<svg viewBox="0 0 10 10" aria-hidden="true" focusable="false"><rect class="f-k${index}" width="10" height="10" rx="2"/></svg>`;
  const legend = own.map((kind, index) => `<li>${swatch(index)}${both(KIND_TEXTS[kind])}</li>`);
  if (rest.length > 0) legend.push(`<li>${swatch(own.length)}${word('otherKinds')}</li>`);
  if (report.headline.lastWeek) {
    legend.push(
      `<li><svg viewBox="0 0 10 10" aria-hidden="true" focusable="false"><line class="line" x1="0" y1="5" x2="10" y2="5"/></svg>${word('lastWeek')}</li>`,
    );
  }
  return `<section aria-labelledby="h-when"><h2 id="h-when">${word('timeline')}</h2><figure><div class="wide">${charts.wide}</div><div class="narrow">${charts.narrow}</div><figcaption><ul class="legend">${legend.join('')}</ul><p class="soft small">${both(peakSentence(report))}</p></figcaption>${hoursTable(report)}</figure></section>`;
}

/** The chart in words: the busiest hour and how much of the day it holds. */
export function peakSentence(report: ReportModel): Text {
  const peak = report.timeline.reduce((best, hour) => (hour.denials > best.denials ? hour : best));
  const share = formatShare(report.headline.denials === 0 ? 0 : peak.denials / report.headline.denials);
  const quiet = report.timeline.filter((hour) => hour.denials === 0).length;
  return {
    en: `Busiest hour: ${peak.label} with ${formatCount(peak.denials)} refusals (${share} of the day); ${quiet === 0 ? 'no hour without any' : `${quiet} of ${report.timeline.length} hours without any`}. Clock of ${report.timeZone}.`,
    zh: `高峰为 ${peak.label}，共 ${formatCount(peak.denials)} 个拒绝（占全天 ${share}）；${quiet === 0 ? '每个小时都有拒绝' : `${report.timeline.length} 个小时中有 ${quiet} 个没有拒绝`}。时区：${report.timeZone}。`,
  };
}

function hoursTable(report: ReportModel): string {
  const rows = report.timeline.map((hour) => {
    const kinds = Object.entries(hour.kinds).sort(([, a], [, b]) => b - a) as [keyof typeof KIND_TEXTS, number][];
    const mostly = kinds[0] ? both(KIND_TEXTS[kinds[0][0]]) : '–';
    return `<tr><th scope="row">${hour.label}</th><td class="n">${formatCount(hour.requests)}</td><td class="n">${formatCount(hour.denials)}</td><td>${mostly}</td></tr>`;
  });
  return `<details><summary id="h-hours">${word('hoursTable')}</summary><div class="scroll" tabindex="0" role="group" aria-labelledby="h-hours"><table><thead><tr><th scope="col">${word('hour')}</th><th scope="col" class="n">${word('requests')}</th><th scope="col" class="n">${word('refusals')}</th><th scope="col">${word('mostly')}</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`;
}

export function causes(report: ReportModel): string {
  if (report.causes.length === 0) return '';
  const rows = report.causes.map((cause) => {
    const open = isOpen(cause.id);
    const groups: Text = {
      en: `${formatCount(cause.groups)} ${cause.groups === 1 ? 'group' : 'groups'}`,
      zh: `${formatCount(cause.groups)} 组`,
    };
    const levels = (['certain', 'likely', 'possible'] as const).filter((name) => cause.confidence[name] > 0 && !open);
    const sure = levels.map(
      (name) =>
        `<span class="chip ${name}">${word(name)}${levels.length > 1 ? ` ${formatCount(cause.confidence[name])}` : ''}</span>`,
    );
    return `<tr${open ? ' class="open"' : ''}><td>${both(cause.title)} <span class="soft small m">${cause.id}</span></td><td>${shareBar(cause.share)}</td><td class="n">${formatShare(cause.share)}</td><td class="n">${formatCount(cause.denials)}</td><td class="soft small n">${both(groups)}</td><td>${sure.join(' ')}</td></tr>`;
  });
  return `<section aria-labelledby="h-why"><h2 id="h-why">${word('causes')}</h2><table class="causes" role="table"><thead class="visually-hidden"><tr><th scope="col">${word('cause')}</th><th scope="col">${word('shareOfRequests')}</th><th scope="col">%</th><th scope="col">${word('refusals')}</th><th scope="col">${word('groups')}</th><th scope="col">?</th></tr></thead><tbody>${rows.join('')}</tbody></table></section>`;
}

export function who(report: ReportModel): string {
  if (report.headline.denials === 0) return '';
  const list = (title: Word, from: WhoList, show: (entry: WhoList['top'][number]) => string) => {
    if (from.top.length === 0) return '';
    const rows = from.top.map(
      (entry) => `<li><span>${show(entry)}</span><span class="n">${formatCount(entry.count)}</span></li>`,
    );
    if (from.rest > 0)
      rows.push(`<li class="soft"><span>${word('others')}</span><span class="n">${formatCount(from.rest)}</span></li>`);
    return `<div><h3>${word(title)}</h3><ul class="plain">${rows.join('')}</ul></div>`;
  };
  const { requesters, addresses, networks, userAgents } = report.who;
  const inexact = addresses.atLeast || userAgents.atLeast;
  return `<section aria-labelledby="h-who"><h2 id="h-who">${word('who')}</h2><div class="who">${list('requesters', requesters, (entry) => requester(entry.value))}${list('addresses', addresses, (entry) => `${code(cut(entry.value, 60))}${entry.network ? ` <span class="soft small">${value(entry.network)}</span>` : ''}`)}${list('networks', networks, (entry) => (entry.value === '-' ? word('noNetwork') : value(entry.value)))}${list('userAgents', userAgents, (entry) => value(cut(entry.value, 200)))}</div>${inexact ? `<p class="soft small">${word('atLeast')}</p>` : ''}</section>`;
}

export function settings(report: ReportModel): string {
  const { log, snapshot } = report.settings;
  const seen =
    log.length === 0
      ? `<p class="soft">${word('noSettings')}</p>`
      : `<ul class="plain">${log
          .map(
            (change) =>
              `<li><span class="soft">${formatTime(change.time, report.timeZone).slice(11)}</span> ${code(change.action)} <span class="soft">${value(change.bucket)} · ${requester(change.requester)}</span></li>`,
          )
          .join('')}</ul>`;
  const differences = !snapshot
    ? `<p class="soft">${word('noSnapshots')}</p>`
    : snapshot.changes.length === 0
      ? `<p class="soft">${word('none')}</p>`
      : `<ul class="plain">${snapshot.changes.map(difference).join('')}</ul>${snapshot.rest > 0 ? `<p class="soft small">+ ${formatCount(snapshot.rest)}</p>` : ''}`;
  return `<section aria-labelledby="h-settings"><h2 id="h-settings">${word('settings')}</h2><h3>${word('settingsLog')}</h3>${seen}<h3 class="spaced">${word('settingsSnapshot')}</h3>${differences}</section>`;
}

function difference(change: SnapshotChange): string {
  const side = (name: Word, text: string | undefined) =>
    `<p class="small"><span class="soft">${word(name)}:</span> ${text === undefined ? word('notConfigured') : code(text)}</p>`;
  return `<li>${code(change.fact)}${side('before', change.before)}${side('after', change.after)}</li>`;
}

export function coverage(report: ReportModel): string {
  const { coverage: covered, headline, timeZone } = report;
  const fact = (name: Word, text: string) => `<div><dt>${word(name)}</dt><dd>${text}</dd></div>`;
  const facts = [
    fact('files', `${formatCount(covered.files)} (${formatBytes(covered.bytes)})`),
    fact('lines', formatCount(covered.lines)),
    fact('rejectedLines', formatCount(covered.rejectedLines)),
    fact('lateFiles', formatCount(covered.lateFiles)),
    fact('failedFiles', formatCount(covered.failedFiles)),
    fact('damagedFiles', formatCount(covered.damagedFiles)),
    fact('excluded', formatCount(headline.excluded)),
    fact('lookAlikes', `${formatCount(headline.lookAlikes['451'])} · ${formatCount(headline.lookAlikes['402'])}`),
    fact('undiagnosed', formatCount(covered.undiagnosedGroups)),
    fact('calls', formatCount(covered.calls)),
  ];
  if (covered.firstRecord && covered.lastRecord) {
    facts.push(
      fact(
        'records',
        `${formatTime(covered.firstRecord, timeZone)} – ${formatTime(covered.lastRecord, timeZone).slice(11)}`,
      ),
    );
  }
  if (covered.factsAsOf) facts.push(fact('asOfReport', formatTime(covered.factsAsOf, timeZone)));
  if (report.roots.length > 1) {
    facts.push(
      fact(
        'roots',
        report.roots
          .map((root) => `${value(root.name)} <span class="soft">${formatCount(root.denials)}</span>`)
          .join('<br>'),
      ),
    );
  }
  const failed = covered.failed
    .slice(0, 10)
    .map((file) => `<li>${code(cut(file.key, 200))} <span class="soft">${value(cut(file.reason, 200))}</span></li>`);
  return `<section aria-labelledby="h-coverage"><h2 id="h-coverage">${word('coverage')}</h2><dl class="facts">${facts.join('')}</dl>${failed.length > 0 ? `<h3 class="spaced">${word('failedFiles')}</h3><ul class="plain small">${failed.join('')}</ul>` : ''}</section>`;
}
