import type { ScanResult } from '../../lib/aggregate/model.js';
import type { Lang } from '../../lib/lang.js';
import { formatBytes } from '../../lib/text/bytes.js';
import { grouped } from '../../lib/text/grouped.js';

const number = grouped;

/** Share in percent with as many digits as it takes to tell it from zero. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '0 %';
  const share = (100 * part) / whole;
  return `${share >= 10 ? share.toFixed(1) : share >= 0.01 || share === 0 ? share.toFixed(2) : share.toPrecision(1)} %`;
}

/** First lines of the human formats: what was read and how much of it was refused. `groups`: how many there are, listed or not. */
export function headline(scan: ScanResult, lang: Lang, groups = scan.groups.length): string[] {
  const { inputs, totals, window } = scan;
  const period = window ? `${window.from} – ${window.to}` : lang === 'zh' ? '没有记录' : 'no records';
  if (lang === 'zh') {
    return [
      `${number(totals.denials)} 个 403，共 ${number(totals.requests)} 个请求（${percent(totals.denials, totals.requests)}），${number(scan.buckets.length)} 个存储桶，${number(groups + scan.others.groups)} 组`,
      `${period} · ${number(inputs.files)} 个文件，${formatBytes(inputs.bytes)}，${number(inputs.lines)} 行`,
    ];
  }
  const plural = (count: number, one: string, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
  return [
    `${plural(totals.denials, 'denial')} (403) in ${plural(totals.requests, 'request')} (${percent(totals.denials, totals.requests)}), ${plural(scan.buckets.length, 'bucket')}, ${plural(groups + scan.others.groups, 'group')}`,
    `${period} · ${plural(inputs.files, 'file')}, ${formatBytes(inputs.bytes)}, ${plural(inputs.lines, 'line')}`,
  ];
}

/** What a reader must know before trusting the numbers; empty when there is nothing to say. */
export function notes(scan: Pick<ScanResult, 'inputs' | 'totals' | 'others'>, lang: Lang): string[] {
  const zh = lang === 'zh';
  const { inputs, totals, others } = scan;
  const lines: string[] = [];
  if (inputs.rejectedLines > 0) {
    const reasons = Object.entries(inputs.rejected ?? {}).map(([reason, count]) => `${reason} ${number(count)}`);
    const detail = reasons.length > 0 ? ` (${reasons.join(', ')})` : '';
    lines.push(
      zh
        ? `${number(inputs.rejectedLines)} 行不是日志记录，已跳过${detail}`
        : `${number(inputs.rejectedLines)} ${inputs.rejectedLines === 1 ? 'line is no record and was' : 'lines are no records and were'} skipped${detail}`,
    );
  }
  if (inputs.damagedFiles > 0) {
    lines.push(
      zh
        ? `${number(inputs.damagedFiles)} 个文件的 gzip 数据已损坏，损坏之前的内容已计入`
        : `${number(inputs.damagedFiles)} damaged gzip files: what could be decoded before the damage is counted`,
    );
  }
  if (totals.lookAlikes['451'] > 0) {
    lines.push(
      zh
        ? `${number(totals.lookAlikes['451'])} 个 451：欠费、违规或域名未备案，不是权限问题`
        : `${number(totals.lookAlikes['451'])} answers 451: arrears, a content ban or a missing ICP licence, not a permission`,
    );
  }
  if (totals.lookAlikes['402'] > 0) {
    lines.push(
      zh
        ? `${number(totals.lookAlikes['402'])} 个 402：费用配额已用完`
        : `${number(totals.lookAlikes['402'])} answers 402: the cost quota is used up`,
    );
  }
  if (totals.excluded > 0) {
    lines.push(
      zh
        ? `本工具所用身份的 ${number(totals.excluded)} 个请求未计入（用 --requester 指定该身份可查看）`
        : `${number(totals.excluded)} requests of the identity that cos403 runs as are left out (--requester with that identity shows them)`,
    );
  }
  if (others.denials > 0) {
    lines.push(
      zh
        ? `另有 ${number(others.denials)} 个拒绝（${number(others.groups)} 组）超出 --max-groups，仅计总数`
        : `${number(others.denials)} more denials (${number(others.groups)} groups) are beyond --max-groups and only summed`,
    );
  }
  return lines;
}
