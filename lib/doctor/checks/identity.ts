import type { DoctorCheck } from '../check.js';
import { result, unknown } from '../check.js';

/** COS and API 3.0 refuse requests whose time is further off; warn well before. Ms. */
const SKEW_MS = 60_000;

/** Who asks, and does this machine's clock agree with the cloud's? */
export const checkIdentity: DoctorCheck = async ({ cloud, nowMs, config }) => {
  const who = await cloud.api<{ Arn?: string; Type?: string }>('sts', 'GetCallerIdentity');
  const name = `${who.Type ?? '?'} ${who.Arn ?? '?'}`;
  const results = [result('identity', 'pass', { en: 'credentials work', zh: '凭证有效' }, { en: name, zh: name })];
  const bucket = config.logs[0]?.bucket;
  if (!bucket) return results;
  const askedMs = Date.now();
  const title = { en: 'clock', zh: '时钟' };
  let serverMs: number;
  try {
    const answer = await cloud.cos.raw({ bucket, method: 'HEAD', action: 'cos:HeadBucket' });
    serverMs = Date.parse(answer.headers['date'] ?? '');
  } catch (error) {
    return [...results, unknown('clock', title, error)];
  }
  if (Number.isNaN(serverMs)) {
    return [
      ...results,
      result('clock', 'unknown', title, { en: 'the answer of COS carries no time', zh: 'COS 的响应没有时间' }),
    ];
  }
  const offMs = Math.abs(nowMs + (Date.now() - askedMs) - serverMs);
  const seconds = Math.round(offMs / 1000);
  const detail = { en: `${seconds} s away from COS`, zh: `与 COS 相差 ${seconds} 秒` };
  const fix = { en: 'synchronise this machine with NTP', zh: '用 NTP 同步本机时钟' };
  return [
    ...results,
    offMs <= SKEW_MS ? result('clock', 'pass', title, detail) : result('clock', 'fail', title, detail, fix),
  ];
};
