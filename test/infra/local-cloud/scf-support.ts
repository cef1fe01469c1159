import { zipSync } from 'fflate';
import type { LocalCloud } from '../../../infra/local-cloud/cloud.js';
import { clients } from './api3-clients.js';

/** A zip of text files as base64, as `Code.ZipFile` wants it. */
export function zipOf(files: Readonly<Record<string, string>>): string {
  const entries = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]));
  return Buffer.from(zipSync(entries)).toString('base64');
}

export const SCF_ROLE = {
  id: '4611686018427844696',
  name: 'cos403-role',
  trust: JSON.stringify({
    version: '2.0',
    statement: [{ effect: 'allow', action: 'name/sts:AssumeRole', principal: { service: ['scf.qcloud.com'] } }],
  }),
};

export interface FunctionOptions {
  readonly name?: string;
  readonly memoryMb?: number;
  readonly timeoutSeconds?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly role?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** Creates a function through the API and waits until it is active. */
export async function createFunction(cloud: LocalCloud, code: string, options: FunctionOptions = {}): Promise<string> {
  const { scf } = clients(cloud, cloud.root);
  const name = options.name ?? 'fn';
  await scf.CreateFunction({
    FunctionName: name,
    Code: { ZipFile: zipOf({ 'index.js': code, ...options.files }) },
    Handler: 'index.main_handler',
    Runtime: 'Nodejs20.19',
    MemorySize: options.memoryMb ?? 128,
    Timeout: options.timeoutSeconds ?? 10,
    Environment: { Variables: Object.entries(options.environment ?? {}).map(([Key, Value]) => ({ Key, Value })) },
    ...(options.role === undefined ? {} : { Role: options.role }),
  });
  await active(cloud, name);
  return name;
}

export async function active(cloud: LocalCloud, name: string): Promise<void> {
  const { scf } = clients(cloud, cloud.root);
  while ((await scf.GetFunction({ FunctionName: name })).Status !== 'Active') {
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

/** Calls a control route. */
export async function control(cloud: LocalCloud, route: string, body?: unknown, method = 'POST'): Promise<unknown> {
  const response = await fetch(`${cloud.url}/_local/${route}`, {
    method: body === undefined && method === 'POST' ? 'GET' : method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${route}: ${JSON.stringify(answer)}`);
  return answer;
}
