import type { LogSource } from '../../config/schema.js';
import type { DoctorContext, DoctorResult } from '../check.js';
import { result } from '../check.js';
import { isMissing } from '../missing.js';

/** Files come every five minutes while there is traffic (16920). Ms. */
const LATE_MS = 90 * 60_000;
const DAY_MS = 86_400_000;

/** Is logging on and pointed here, may COS deliver, and do files arrive? */
export async function checkLogging(context: DoctorContext): Promise<readonly DoctorResult[]> {
  const results: DoctorResult[] = [await deliveryRole(context)];
  for (const log of context.config.logs) {
    for (const bucket of log.watch) results.push(await target(context, log, bucket));
    results.push(await arrival(context, log));
  }
  return results;
}

async function deliveryRole({ cloud }: DoctorContext): Promise<DoctorResult> {
  const title = { en: 'log delivery role CLS_QcsRole', zh: '日志投递角色 CLS_QcsRole' };
  try {
    await cloud.api('cam', 'GetRole', { RoleName: 'CLS_QcsRole' });
    return result('log-role', 'pass', title, { en: 'exists', zh: '存在' });
  } catch (error) {
    if (!isMissing(error)) throw error;
    return result(
      'log-role',
      'fail',
      title,
      { en: 'missing: COS silently delivers no logs', zh: '缺失：COS 不会投递日志，也不报错' },
      {
        en: 'deploy again, or switch logging on once in the console, which creates it',
        zh: '重新部署，或在控制台开启一次日志存储，会自动创建',
      },
    );
  }
}

async function target({ cloud }: DoctorContext, log: LogSource, bucket: string): Promise<DoctorResult> {
  const title = { en: `logging of ${bucket}`, zh: `${bucket} 的日志存储` };
  const setting = await cloud.cos.bucketLogging(bucket);
  const fix = {
    en: `set its target to ${log.bucket} with prefix ${log.prefix}, or deploy again`,
    zh: `将目标设为 ${log.bucket}、前缀 ${log.prefix}，或重新部署`,
  };
  if (setting === null) return result(`logging:${bucket}`, 'fail', title, { en: 'switched off', zh: '未开启' }, fix);
  if (setting.targetBucket === log.bucket && setting.targetPrefix === log.prefix) {
    return result(`logging:${bucket}`, 'pass', title, { en: 'on', zh: '已开启' });
  }
  const where = `cos://${setting.targetBucket}/${setting.targetPrefix}`;
  return result(`logging:${bucket}`, 'fail', title, { en: `goes to ${where}`, zh: `投递到 ${where}` }, fix);
}

/** Keys carry the day; the zone is not documented, so the days around are listed. */
async function arrival({ cloud, nowMs }: DoctorContext, log: LogSource): Promise<DoctorResult> {
  const title = { en: `log files in ${log.bucket}`, zh: `${log.bucket} 中的日志文件` };
  let newestMs = 0;
  for (const offset of [-DAY_MS, 0, DAY_MS]) {
    const day = new Date(nowMs + offset).toISOString().slice(0, 10).replaceAll('-', '/');
    for await (const object of cloud.cos.list(log.bucket, `${log.prefix}${day}/`))
      newestMs = Math.max(newestMs, object.lastModifiedMs);
  }
  const minutes = Math.round((nowMs - newestMs) / 60_000);
  if (newestMs > 0 && nowMs - newestMs <= LATE_MS) {
    return result(`logs:${log.bucket}`, 'pass', title, {
      en: `the newest is ${minutes} min old`,
      zh: `最新的文件在 ${minutes} 分钟前`,
    });
  }
  const detail =
    newestMs === 0
      ? { en: 'none since yesterday', zh: '昨天以来没有文件' }
      : { en: `the newest is ${minutes} min old`, zh: `最新的文件在 ${minutes} 分钟前` };
  const fix = {
    en: 'if there was traffic: check logging and CLS_QcsRole above; COS writes no file without traffic',
    zh: '若有流量：检查上面的日志存储与 CLS_QcsRole；没有流量时 COS 不产生文件',
  };
  return result(`logs:${log.bucket}`, newestMs === 0 ? 'fail' : 'unknown', title, detail, fix);
}
