import type { Text } from '../lang.js';
import { formatChange, formatCount, formatDay, formatShare } from './format.js';
import type { ReportModel } from './types.js';

/** The day in one sentence: what the page, the mail and the chat message begin with. */
export function leadSentence(report: ReportModel): Text {
  const { requests, denials, share, previousDay, unexplained } = report.headline;
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
  const explained = 1 - (unexplained.share ?? 0);
  const why: Text =
    unexplained.denials === denials
      ? { en: 'None of them is explained yet.', zh: '均尚未得到解释。' }
      : unexplained.denials === 0
        ? { en: 'All of them are explained.', zh: '全部已得到解释。' }
        : { en: `${formatShare(explained)} of them are explained.`, zh: `其中 ${formatShare(explained)} 已得到解释。` };
  const one = denials === 1;
  return {
    en: `${formatCount(denials)} of ${formatCount(requests)} requests ${one ? 'was' : 'were'} refused (${formatShare(share)})${against.en}. ${why.en}`,
    zh: `${formatCount(requests)} 个请求中有 ${formatCount(denials)} 个被拒绝（${formatShare(share)}）${against.zh}。${why.zh}`,
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
