import { type DeployCloud, orNull } from './resource.js';
import type { Deployment, FunctionSpec } from './settings.js';

const NAMESPACE = 'default';

/** `serverless info`: what is deployed, by function. */
export async function info(cloud: DeployCloud, deployment: Deployment): Promise<string> {
  const lines = [
    `service  ${deployment.service}, stage ${deployment.stage}, region ${deployment.region}`,
    `watches  ${deployment.watch.join(', ')}`,
    `logs     cos://${deployment.logs.bucket}/${deployment.logs.prefix}`,
    `state    cos://${deployment.state.bucket}/${deployment.state.prefix}`,
  ];
  for (const spec of deployment.functions) {
    const live = await orNull(cloud.api('scf', 'GetFunction', { FunctionName: spec.name, Namespace: NAMESPACE }));
    if (live === null) {
      lines.push(`function ${spec.name}: not deployed`);
      continue;
    }
    const hash = /sha256:(\w{12})/.exec(String(live['Description']))?.[1] ?? 'unknown';
    const answer = await cloud.api('scf', 'ListTriggers', {
      FunctionName: spec.name,
      Namespace: NAMESPACE,
      Offset: 0,
      Limit: 100,
    });
    const triggers = ((answer['Triggers'] ?? []) as Record<string, unknown>[]).map(
      (trigger) => `${trigger['Type']} ${trigger['TriggerName']} (${Number(trigger['Enable']) === 1 ? 'on' : 'off'})`,
    );
    lines.push(
      `function ${spec.name}: ${live['Status']}, ${live['Runtime']}, ${live['MemorySize']} MB, ${live['Timeout']} s, code ${hash}; ${triggers.join(', ') || 'no trigger'}`,
    );
  }
  return lines.join('\n');
}

/** `serverless logs -f NAME`: the last runs with what they printed. */
export async function logs(cloud: DeployCloud, spec: FunctionSpec, limit: number): Promise<string> {
  const answer = await cloud.api('scf', 'GetFunctionLogs', {
    FunctionName: spec.name,
    Namespace: NAMESPACE,
    Offset: 0,
    Limit: Math.min(Math.max(limit, 1), 100),
    Order: 'desc',
    OrderBy: 'start_time',
  });
  const runs = (answer['Data'] ?? []) as Record<string, unknown>[];
  if (runs.length === 0) return `${spec.name} has not run yet (or its logs have expired).`;
  return runs
    .reverse()
    .map(
      (run) =>
        `${run['StartTime']} ${run['RequestId']} ${Number(run['RetCode']) === 0 ? 'ok' : `failed (${run['RetCode']})`} ${run['Duration']} ms\n${String(run['Log'] ?? '').trimEnd()}`,
    )
    .join('\n\n');
}

/** `serverless invoke -f NAME --data JSON`: one run, waited for. */
export async function invoke(cloud: DeployCloud, spec: FunctionSpec, event: string): Promise<string> {
  const answer = await cloud.api('scf', 'InvokeFunction', {
    FunctionName: spec.name,
    Namespace: NAMESPACE,
    Event: event,
    LogType: 'Tail',
  });
  const result = (answer['Result'] ?? {}) as Record<string, unknown>;
  if (Number(result['InvokeResult']) !== 0)
    throw new Error(`${spec.name} failed: ${result['ErrMsg'] || result['RetMsg']}\n${result['Log'] ?? ''}`);
  return String(result['RetMsg']);
}
