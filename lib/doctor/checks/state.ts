import { STATE_PREFIXES } from '../../store/keys.js';
import type { Store, StoreEntry } from '../../store/store.js';
import type { DoctorContext, DoctorResult } from '../check.js';
import { result } from '../check.js';

const DAY_MS = 86_400_000;
/** The alert function runs every five minutes. Ms. */
const ALERT_LATE_MS = 20 * 60_000;

/** What the functions left behind: partials, a recent alert run, failures, messages that wait. */
export async function checkState(context: DoctorContext): Promise<readonly DoctorResult[]> {
  const { store, nowMs } = context;
  if (store === null) {
    return [
      result(
        'state',
        'not-applicable',
        { en: 'state', zh: '状态数据' },
        { en: 'the configuration names none', zh: '配置中没有指定' },
        { en: 'set "state" in the configuration', zh: '在配置中设置 state' },
      ),
    ];
  }
  return [
    await lastIngest(store, nowMs),
    await lastAlert(store, nowMs),
    await waiting(store, 'failed'),
    await waiting(store, 'outbox'),
    await waiting(store, 'corrupt'),
  ];
}

async function newest(store: Store, prefix: string): Promise<StoreEntry | null> {
  let last: StoreEntry | null = null;
  for await (const entry of store.list(prefix)) if (!last || entry.lastModifiedMs > last.lastModifiedMs) last = entry;
  return last;
}

async function lastIngest(store: Store, nowMs: number): Promise<DoctorResult> {
  const title = { en: 'last ingested log file', zh: '最近处理的日志文件' };
  for (const back of [0, 1, 2]) {
    const day = new Date(nowMs - back * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '/');
    const last = await newest(store, `${STATE_PREFIXES.partials}${day}/`);
    if (!last) continue;
    const minutes = Math.round((nowMs - last.lastModifiedMs) / 60_000);
    return result('last-ingest', 'pass', title, { en: `${minutes} min ago`, zh: `${minutes} 分钟前` });
  }
  return result(
    'last-ingest',
    'fail',
    title,
    { en: 'none within two days', zh: '两天内没有' },
    {
      en: 'see the log and trigger lines above; then: npx serverless logs -f ingest',
      zh: '先看上面的日志与触发器；然后运行 npx serverless logs -f ingest',
    },
  );
}

async function lastAlert(store: Store, nowMs: number): Promise<DoctorResult> {
  const title = { en: 'last alert run', zh: '最近的告警运行' };
  const last = await newest(store, STATE_PREFIXES.incidents);
  const fix = { en: 'npx serverless logs -f alert', zh: '运行 npx serverless logs -f alert' };
  if (!last) return result('last-alert', 'fail', title, { en: 'never ran', zh: '从未运行' }, fix);
  const minutes = Math.round((nowMs - last.lastModifiedMs) / 60_000);
  const detail = { en: `${minutes} min ago`, zh: `${minutes} 分钟前` };
  return nowMs - last.lastModifiedMs <= ALERT_LATE_MS
    ? result('last-alert', 'pass', title, detail)
    : result('last-alert', 'fail', title, detail, fix);
}

const WAITING = {
  failed: {
    title: { en: 'log files that could not be ingested', zh: '无法处理的日志文件' },
    fix: {
      en: 'each object under failed/ says why; they are retried with growing pauses',
      zh: 'failed/ 下的每个对象写明了原因；会自动重试',
    },
  },
  outbox: {
    title: { en: 'messages that wait to be sent', zh: '等待发送的消息' },
    fix: {
      en: 'a channel may be failing: npx cos403 notify test --channel NAME',
      zh: '可能有通知渠道失败：npx cos403 notify test --channel NAME',
    },
  },
  corrupt: {
    title: { en: 'state objects that were set aside', zh: '被隔离的状态对象' },
    fix: {
      en: 'look at them under corrupt/ and delete them; partials are rebuilt by cos403 backfill',
      zh: '查看 corrupt/ 后删除；用 cos403 backfill 重建',
    },
  },
} as const;

async function waiting(store: Store, kind: keyof typeof WAITING): Promise<DoctorResult> {
  const { title, fix } = WAITING[kind];
  let count = 0;
  for await (const entry of store.list(STATE_PREFIXES[kind])) if (!entry.key.includes('/sent/')) count += 1;
  const detail = { en: `${count}`, zh: `${count}` };
  return count === 0
    ? result(`state:${kind}`, 'pass', title, detail)
    : result(`state:${kind}`, 'fail', title, detail, fix);
}
