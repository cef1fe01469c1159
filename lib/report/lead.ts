import type { Text } from '../lang.js';
import { isOpen } from './causes.js';
import { formatChange, formatCount, formatDay, formatShare } from './format.js';
import type { ReportModel } from './types.js';

/** The day in one sentence: what the page, the mail and the chat message begin with. */
export function leadSentence(report: ReportModel): Text {
  const { requests, denials, share, previousDay } = report.headline;
  if (requests === 0) return { en: 'No log records of this day were found.', zh: '未找到当日的日志记录。' };
  if (denials === 0) {
    return {
      en: `None of ${formatCount(requests)} requests was refused.`,
      zh: `${formatCount(requests)} 个请求均未被拒绝。`,
    };
  }
  const change = previousDay?.change ?? null;
  const against: Text =
    change === null
      ? { en: '', zh: '' }
      : formatChange(change) === formatChange(0)
        ? { en: ', as many as the day before', zh: '，与前一日持平' }
        : { en: `, ${formatChange(change)} against the day before`, zh: `，较前一日 ${formatChange(change)}` };
  const why = explainedSentence(report);
  const one = denials === 1;
  return {
    en: `${formatCount(denials)} of ${formatCount(requests)} requests ${one ? 'was' : 'were'} refused (${formatShare(share)})${against.en}. ${why.en}`,
    zh: `${formatCount(requests)} 个请求中有 ${formatCount(denials)} 个被拒绝（${formatShare(share)}）${against.zh}。${why.zh}`,
  };
}

/** How much of the day has a cause, and how sure that is: a cause that is only possible is no explanation yet. */
function explainedSentence(report: ReportModel): Text {
  const { denials, unexplained } = report.headline;
  if (unexplained.denials === denials) return { en: 'None of them is explained yet.', zh: '均尚未得到解释。' };
  const sure = report.causes
    .filter(({ id }) => !isOpen(id))
    .reduce((sum, { confidence }) => sum + confidence.certain + confidence.likely, 0);
  if (sure === denials) return { en: 'All of them are explained.', zh: '全部已得到解释。' };
  const named = formatShare(1 - unexplained.denials / denials);
  const known = formatShare(sure / denials);
  if (sure === denials - unexplained.denials) {
    return { en: `${named} of them are explained.`, zh: `其中 ${named} 已得到解释。` };
  }
  return {
    en: `${named} of them have a cause named, ${known} certain or likely.`,
    zh: `其中 ${named} 已给出原因，${known} 为确定或很可能。`,
  };
}

/** What the report says of itself after late logs made it be written again; null for the first issue. */
export function rewriteSentence(report: ReportModel): Text | null {
  if (!report.rewritten) return null;
  const { lateFiles, denialsBefore } = report.rewritten;
  return {
    en: `Written again because ${lateFiles === 1 ? 'one more log file' : `${formatCount(lateFiles)} more log files`} of this day arrived: ${formatCount(denialsBefore)} refusals before, ${formatCount(report.headline.denials)} now (issue ${report.revision}).`,
    zh: `因又有 ${formatCount(lateFiles)} 个当日日志文件到达而重新生成：此前 ${formatCount(denialsBefore)} 个拒绝，现为 ${formatCount(report.headline.denials)} 个（第 ${report.revision} 版）。`,
  };
}

/** `COS 403 report, Monday, 23 November 2026` */
export function reportTitle(report: Pick<ReportModel, 'date'>): Text {
  const day = formatDay(report.date);
  return { en: `COS 403 report, ${day.en}`, zh: `COS 403 日报 ${day.zh}` };
}
