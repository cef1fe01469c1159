import type { DoctorContext, DoctorResult } from '../check.js';
import { result } from '../check.js';
import { isMissing } from '../missing.js';

/** Of `GetAccount`: concurrency of the region in MB, shared by every function (583/11637). */
interface Usage {
  /** What the account may use. */
  readonly UserConcurrencyMemLimit?: number;
  readonly TotalConcurrencyMem?: number;
  /** What functions have reserved of it. */
  readonly TotalAllocatedConcurrencyMem?: number;
}

/**
 * Is there memory left for the ingest function to run at all? It reserves none, so it lives on what the reservations of all functions
 * of the region leave; without room its invocations end with 432.
 */
export async function checkQuota({ cloud, deployment }: DoctorContext): Promise<readonly DoctorResult[]> {
  const name = `${deployment}-ingest`;
  const title = { en: 'concurrency quota of the region', zh: '地域并发配额' };
  const live = await cloud
    .api<{ MemorySize?: number }>('scf', 'GetFunction', { FunctionName: name, Namespace: 'default' })
    .catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
  if (live === null)
    return [result('quota', 'not-applicable', title, { en: `${name} is not deployed`, zh: `${name} 未部署` })];
  const { AccountUsage: usage = {} } = await cloud.api<{ AccountUsage?: Usage }>('scf', 'GetAccount', {});
  const limit = usage.UserConcurrencyMemLimit ?? usage.TotalConcurrencyMem;
  if (limit === undefined || usage.TotalAllocatedConcurrencyMem === undefined)
    return [
      result('quota', 'unknown', title, { en: 'SCF does not tell how much there is', zh: '云函数未返回配额信息' }),
    ];
  const free = limit - usage.TotalAllocatedConcurrencyMem;
  const need = Number(live.MemorySize ?? 0);
  const detail = {
    en: `${free} of ${limit} MB are not reserved; one run of ${name} takes ${need} MB`,
    zh: `${limit} MB 中有 ${free} MB 未被预留；${name} 单次运行需要 ${need} MB`,
  };
  if (free >= need) return [result('quota', 'pass', title, detail)];
  const fix = {
    en: 'lower the reserved concurrency of other functions of this region, or ask for a larger quota',
    zh: '降低该地域其他函数的预留并发，或申请提高配额',
  };
  return [result('quota', 'fail', title, detail, fix)];
}
