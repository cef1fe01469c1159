import type { CallApi } from '../cloud/api.js';
import type { CosClient } from '../cloud/cos.js';
import type { LogSource } from '../config/types.js';
import { type SystemCondition, textOf } from './conditions.js';
import type { Limits } from './run.js';

/** The role by which COS delivers logs (tencent-cloud.md 3.1). */
const DELIVERY_ROLE = 'CLS_QcsRole';

/** Is logging on for every watched bucket, does it go where the configuration says, and may COS deliver? What may not be read is no condition. */
export async function watchLogging(
  logs: readonly LogSource[],
  cloud: { readonly cos: CosClient; readonly api: CallApi },
  limits: Limits,
): Promise<SystemCondition[]> {
  const found: SystemCondition[] = [];
  for (const log of logs) {
    for (const bucket of log.watch) {
      if (limits.signal.aborted) return found;
      try {
        const setting = await cloud.cos.bucketLogging(bucket, limits.signal);
        if (setting === null) found.push(off(bucket));
        else if (setting.targetBucket !== log.bucket || setting.targetPrefix !== log.prefix) {
          found.push(moved(bucket, log, `${setting.targetBucket}/${setting.targetPrefix}`));
        }
      } catch {
        // Not readable: the doctor names the missing permission; the dead-man's alert still watches the files.
      }
    }
  }
  if (logs.some((log) => log.watch.length > 0) && (await roleMissing(cloud.api, limits))) found.push(noRole());
  return found;
}

async function roleMissing(api: CallApi, limits: Limits): Promise<boolean> {
  try {
    await api('cam', 'GetRole', { RoleName: DELIVERY_ROLE }, { signal: limits.signal });
    return false;
  } catch (error) {
    return /RoleNotExist|ResourceNotFound/.test(String((error as { code?: unknown }).code));
  }
}

function off(bucket: string): SystemCondition {
  return {
    condition: 'logging-off',
    subject: bucket,
    severity: 'error',
    title: textOf(
      'Access logging of {bucket} is off: refusals are not seen',
      '{bucket} 的访问日志已关闭：403 无法被发现',
      {
        bucket,
      },
    ),
    action: textOf(
      'Switch it on in the console (bucket, Logging), or run `serverless deploy` again.',
      '请在控制台（存储桶 > 日志管理）开启，或重新运行 serverless deploy。',
    ),
    lines: [],
  };
}

function moved(bucket: string, log: LogSource, now: string): SystemCondition {
  return {
    condition: 'logging-moved',
    subject: bucket,
    severity: 'error',
    title: textOf(
      'Access logs of {bucket} now go elsewhere: refusals are not seen',
      '{bucket} 的访问日志已投递到别处：403 无法被发现',
      { bucket },
    ),
    action: textOf(
      'Put the target back, or change "logs" in the configuration to where the logs go now.',
      '请恢复投递目标，或在配置的 logs 中改为新的位置。',
    ),
    lines: [
      textOf('configured: {place}', '配置：{place}', { place: `${log.bucket}/${log.prefix}` }),
      textOf('found: {place}', '实际：{place}', { place: now }),
    ],
  };
}

function noRole(): SystemCondition {
  return {
    condition: 'log-role-missing',
    subject: DELIVERY_ROLE,
    severity: 'error',
    title: textOf(
      'The role {role} is missing: COS cannot deliver access logs',
      '缺少角色 {role}：COS 无法投递访问日志',
      {
        role: DELIVERY_ROLE,
      },
    ),
    action: textOf(
      'Open Logging of any bucket in the console once: it offers to create the role.',
      '在控制台打开任一存储桶的“日志管理”，按提示创建该角色。',
    ),
    lines: [],
  };
}
