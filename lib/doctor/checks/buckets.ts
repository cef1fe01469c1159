import { isDenied } from '../../cloud/error.js';
import type { DoctorContext, DoctorResult } from '../check.js';
import { result, unknown } from '../check.js';
import { isMissing } from '../missing.js';

/** `cos://bucket/prefix` of the configuration, or null for a folder. */
export function stateBucket(context: DoctorContext): { bucket: string; prefix: string } | null {
  const match = /^cos:\/\/([^/]+)\/?(.*)$/.exec(context.config.state ?? '');
  return match ? { bucket: match[1]!, prefix: match[2]! } : null;
}

/** Do the buckets exist, in one region, and can nothing loop? */
export async function checkBuckets(context: DoctorContext): Promise<readonly DoctorResult[]> {
  const { config, cloud } = context;
  const state = stateBucket(context);
  const names = new Set([
    ...config.logs.flatMap((log) => [log.bucket, ...log.watch]),
    ...(state ? [state.bucket] : []),
  ]);
  const regions = new Map<string, string>();
  const results: DoctorResult[] = [];
  for (const bucket of names) {
    const title = { en: `bucket ${bucket}`, zh: `存储桶 ${bucket}` };
    try {
      const { region } = await cloud.cos.headBucket(bucket);
      regions.set(bucket, region);
      results.push(result(`bucket:${bucket}`, 'pass', title, { en: region, zh: region }));
    } catch (error) {
      if (isDenied(error)) {
        // Only the right region refuses, so it was found.
        results.push(unknown(`bucket:${bucket}`, title, error));
        regions.set(bucket, await cloud.cos.regionOf(bucket));
        continue;
      }
      if (!isMissing(error)) throw error;
      const fix = { en: 'correct its name in the configuration, or deploy again', zh: '更正配置中的名称，或重新部署' };
      results.push(result(`bucket:${bucket}`, 'fail', title, { en: 'does not exist', zh: '不存在' }, fix));
    }
  }
  results.push(...sameRegion(context, regions), loop(context));
  if (state && regions.has(state.bucket)) results.push(await versioning(context, state.bucket));
  return results;
}

/** Log delivery and COS triggers stay within a region (16920, 583/9707). */
function sameRegion({ config }: DoctorContext, regions: ReadonlyMap<string, string>): DoctorResult[] {
  return config.logs.map((log) => {
    const strangers = log.watch.filter(
      (bucket) => regions.has(bucket) && regions.get(bucket) !== regions.get(log.bucket),
    );
    const title = { en: `region of ${log.bucket}`, zh: `${log.bucket} 的地域` };
    if (strangers.length === 0)
      return result(`region:${log.bucket}`, 'pass', title, {
        en: 'the same as of the watched buckets',
        zh: '与被监控的存储桶一致',
      });
    const list = strangers.join(', ');
    return result(
      `region:${log.bucket}`,
      'fail',
      title,
      {
        en: `${list} are elsewhere: COS delivers logs only within a region`,
        zh: `${list} 在其他地域：COS 只能在同地域投递日志`,
      },
      { en: 'use a log bucket in each region', zh: '每个地域使用单独的日志桶' },
    );
  });
}

function loop(context: DoctorContext): DoctorResult {
  const state = stateBucket(context);
  const { logs } = context.config;
  const bad = logs.find(
    (log) =>
      log.watch.includes(log.bucket) ||
      (state &&
        (log.watch.includes(state.bucket) || (log.bucket === state.bucket && state.prefix.startsWith(log.prefix)))),
  );
  const title = { en: 'no loop', zh: '没有循环' };
  if (!bad)
    return result('loop', 'pass', title, {
      en: 'nothing watches what cos403 writes',
      zh: '没有监控 cos403 自己写入的位置',
    });
  return result(
    'loop',
    'fail',
    title,
    {
      en: `cos403 writes into what ${bad.bucket} watches or triggers on`,
      zh: `cos403 写入了 ${bad.bucket} 监控或触发的位置`,
    },
    { en: 'give state a bucket or prefix of its own', zh: '为状态数据使用单独的存储桶或前缀' },
  );
}

/** Create-only writes are ignored once versioning was ever enabled (cos.md 9.3). */
async function versioning({ cloud }: DoctorContext, bucket: string): Promise<DoctorResult> {
  const title = { en: 'state bucket without versioning', zh: '状态桶未开启版本控制' };
  let status: 'Enabled' | 'Suspended' | null;
  try {
    status = await cloud.cos.bucketVersioning(bucket);
  } catch (error) {
    return unknown('state-versioning', title, error);
  }
  if (status === null) return result('state-versioning', 'pass', title, { en: 'never versioned', zh: '从未开启' });
  return result(
    'state-versioning',
    'fail',
    title,
    {
      en: `versioning is ${status}: create-only writes do not hold, so two alert runs may repeat a message`,
      zh: `版本控制为 ${status}：禁止覆盖写入失效，两次告警运行可能重复发送`,
    },
    { en: 'use a bucket that was never versioned', zh: '使用从未开启版本控制的存储桶' },
  );
}
