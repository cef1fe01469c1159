import { type ChannelHealth, isFailing } from './channel-health.js';
import { type SystemCondition, textOf } from './conditions.js';
import type { SweepReport } from './ports.js';

/** What is wrong with the watching itself, as texts. The conditions that need more than a sentence have a file of their own. */
const DOCTOR = textOf('Run `cos403 doctor`: it names what is missing.', '运行 cos403 doctor 查看缺少什么。');

/** `outOfTime`: runs in a row; one alone is a slow day. */
export function outOfTimeCondition(outOfTime: number): SystemCondition[] {
  if (outOfTime < 3) return [];
  return [
    {
      condition: 'out-of-time',
      subject: 'alert',
      severity: 'error',
      title: textOf('The alert function runs out of time: {n} runs in a row', '告警函数运行时间不足：连续 {n} 次', {
        n: outOfTime,
      }),
      action: textOf(
        'Give it more time or memory (functions.alert in serverless.yml), or lower alert.callBudget.',
        '请增加超时或内存（serverless.yml 中的 functions.alert），或降低 alert.callBudget。',
      ),
      lines: [],
    },
  ];
}

export function crashedCondition(crashesMs: readonly number[], nowMs: number): SystemCondition[] {
  const recent = crashesMs.filter((ms) => ms <= nowMs && nowMs - ms < 3_600_000);
  if (recent.length < 2) return [];
  return [
    {
      condition: 'run-crashed',
      subject: 'alert',
      severity: 'error',
      title: textOf('{n} alert runs within an hour did not finish', '一小时内有 {n} 次告警运行未完成', {
        n: recent.length,
      }),
      action: textOf(
        "Look at the function's log for time-outs (433) or memory (434); nothing was lost, the next run goes on.",
        '请查看函数日志是否超时（433）或内存不足（434）；没有丢失数据，下次运行会继续。',
      ),
      lines: [],
    },
  ];
}

export function channelConditions(health: Readonly<Record<string, ChannelHealth>>, nowMs: number): SystemCondition[] {
  return Object.entries(health)
    .filter(([, channel]) => isFailing(channel, nowMs))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, channel]) => ({
      condition: 'channel-failing',
      subject: name,
      severity: 'error',
      title: textOf('Channel "{name}" has failed for an hour', '通知渠道“{name}”已失败一小时', { name }),
      action: textOf(
        'Check its address and secret, then run `cos403 notify test --channel {name}`.',
        '请检查其地址和密钥，然后运行 cos403 notify test --channel {name}。',
        { name },
      ),
      lines: [textOf('last answer: {reason}', '最近的应答：{reason}', { reason: channel.lastReason ?? '-' })],
    }));
}

export function damageCondition(keys: readonly string[]): SystemCondition {
  return {
    condition: 'state-damaged',
    subject: 'state',
    severity: 'warning',
    title: textOf(
      keys.length === 1 ? '1 damaged state object was set aside' : '{n} damaged state objects were set aside',
      '{n} 个损坏的状态对象已被移开',
      { n: keys.length },
    ),
    action: textOf(
      'Nothing to do now: what they held is read again from the logs. They are kept under corrupt/ for a look.',
      '目前无需处理：其内容会从日志重新读取。对象保留在 corrupt/ 下供查看。',
    ),
    lines: keys.slice(0, 10).map((key) => textOf('{key}', '{key}', { key })),
  };
}

export function newerCondition(keys: readonly string[]): SystemCondition {
  return {
    condition: 'newer-state',
    subject: 'state',
    severity: 'error',
    title: textOf(
      'A newer cos403 wrote state that this one cannot read',
      '状态由更新版本的 cos403 写入，当前版本无法读取',
    ),
    action: textOf('Upgrade cos403 everywhere it runs.', '请在所有运行处升级 cos403。'),
    lines: keys.slice(0, 10).map((key) => textOf('{key}', '{key}', { key })),
  };
}

/** What a sweep has to tell: files given up, or a sweep that cannot work. */
export function sweepConditions(report: SweepReport | { readonly error: string }): SystemCondition[] {
  if ('error' in report) {
    return [
      {
        condition: 'sweep-failing',
        subject: 'sweep',
        severity: 'error',
        title: textOf(
          'The log prefix cannot be listed: missed log files stay missed',
          '无法列出日志前缀：遗漏的日志文件将一直遗漏',
        ),
        action: DOCTOR,
        lines: [textOf('{error}', '{error}', { error: report.error })],
      },
    ];
  }
  if (report.givenUp.length === 0) return [];
  return [
    {
      condition: 'log-files-failed',
      subject: 'ingest',
      severity: 'error',
      title: textOf(
        report.givenUp.length === 1
          ? '1 log file could not be read: its refusals are missing'
          : '{n} log files could not be read: their refusals are missing',
        '{n} 个日志文件无法读取：其中的 403 缺失',
        { n: report.givenUp.length },
      ),
      action: textOf(
        'Look at the reasons below; `cos403 ingest` on such a file shows more.',
        '请查看下方原因；对该文件运行 cos403 ingest 可查看更多信息。',
      ),
      lines: report.givenUp
        .slice(0, 10)
        .map(({ key, reason }) => textOf('{key}: {reason}', '{key}：{reason}', { key, reason })),
    },
  ];
}

export function tooManyCondition(dropped: number): SystemCondition[] {
  if (dropped === 0) return [];
  return [
    {
      condition: 'too-many-incidents',
      subject: 'alert',
      severity: 'error',
      title: textOf('{n} more groups broke rules than are followed', '另有 {n} 组触发规则但未跟踪', { n: dropped }),
      action: textOf(
        'Look at the daily report, and narrow the rules (where, unless) to what somebody acts on.',
        '请查看日报，并用 where、unless 收窄规则。',
      ),
      lines: [],
    },
  ];
}
