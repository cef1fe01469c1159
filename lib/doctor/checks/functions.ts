import type { DoctorContext, DoctorResult } from '../check.js';
import { result } from '../check.js';
import { isMissing } from '../missing.js';

export const FUNCTIONS = ['ingest', 'alert', 'report'] as const;

const DEPLOY = { en: 'deploy again: npx serverless deploy', zh: '重新部署：npx serverless deploy' };

/** Is each function there and active, with the trigger it needs switched on? */
export async function checkFunctions(context: DoctorContext): Promise<readonly DoctorResult[]> {
  const results: DoctorResult[] = [];
  for (const key of FUNCTIONS) {
    const name = `${context.deployment}-${key}`;
    const live = await read(context, name);
    results.push(state(name, live));
    if (live) results.push(await trigger(context, key, name));
  }
  return results;
}

async function read({ cloud }: DoctorContext, name: string): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    return await cloud.api('scf', 'GetFunction', { FunctionName: name, Namespace: 'default' });
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function state(name: string, live: Readonly<Record<string, unknown>> | null): DoctorResult {
  const title = { en: `function ${name}`, zh: `函数 ${name}` };
  if (!live) return result(`function:${name}`, 'fail', title, { en: 'is not deployed', zh: '未部署' }, DEPLOY);
  const status = String(live['Status']);
  const detail = `${status}, ${live['Runtime']}, ${live['MemorySize']} MB, ${live['Timeout']} s`;
  if (status !== 'Active') return result(`function:${name}`, 'fail', title, { en: detail, zh: detail }, DEPLOY);
  if (!live['Role']) {
    return result(
      `function:${name}`,
      'fail',
      title,
      { en: 'has no execution role, so it gets no credentials', zh: '没有运行角色，无法获得凭证' },
      DEPLOY,
    );
  }
  return result(`function:${name}`, 'pass', title, { en: detail, zh: detail });
}

/** ingest hangs on the log bucket, the others on a timer. */
async function trigger({ cloud, config }: DoctorContext, key: string, name: string): Promise<DoctorResult> {
  const answer = await cloud.api<{
    Triggers?: { Type: string; TriggerName: string; Enable: number; TriggerDesc: string }[];
  }>('scf', 'ListTriggers', {
    FunctionName: name,
    Namespace: 'default',
    Offset: 0,
    Limit: 100,
  });
  const wanted = key === 'ingest' ? 'cos' : 'timer';
  const title = { en: `trigger of ${name}`, zh: `${name} 的触发器` };
  const found = (answer.Triggers ?? []).filter((one) => one.Type === wanted);
  if (found.length === 0)
    return result(
      `trigger:${name}`,
      'fail',
      title,
      { en: `has no ${wanted} trigger`, zh: `没有 ${wanted} 触发器` },
      DEPLOY,
    );
  const off = found.filter((one) => Number(one.Enable) !== 1);
  if (off.length > 0) {
    const names = off.map((one) => one.TriggerName).join(', ');
    return result(
      `trigger:${name}`,
      'fail',
      title,
      { en: `is switched off: ${names}`, zh: `已关闭：${names}` },
      { en: 'enable it in the SCF console, or deploy again', zh: '在云函数控制台启用，或重新部署' },
    );
  }
  const missing =
    key === 'ingest'
      ? config.logs.filter((log) => !found.some((one) => one.TriggerName.startsWith(`${log.bucket}.`)))
      : [];
  if (missing.length > 0) {
    const names = missing.map((log) => log.bucket).join(', ');
    return result(
      `trigger:${name}`,
      'fail',
      title,
      {
        en: `nothing fires for ${names}; only the half-hourly sweep reads it`,
        zh: `${names} 没有触发器，只有每半小时的补扫会读取`,
      },
      DEPLOY,
    );
  }
  const list = found.map((one) => one.TriggerName).join(', ');
  return result(`trigger:${name}`, 'pass', title, { en: list, zh: list });
}
