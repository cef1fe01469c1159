import type { CodePackage } from '../package.js';
import { type Change, type DeployCloud, orNull, type Planner } from '../resource.js';
import type { FunctionSpec } from '../settings.js';

const NAMESPACE = 'default';
/** Zips above this go through COS; `Code.ZipFile` takes 50 MB, base64 adds a third. */
const INLINE_BYTES = 35 * 1024 * 1024;
const POLL_MS = 1000;
const POLLS = 120;

/** The package's hash is kept in the description: SCF answers no hash of its own. */
const describe = (code: CodePackage) => `cos403 sha256:${code.hash}`;

/** Waits until SCF has finished the last change; every change needs that first (reference: calls of a first deploy). */
export async function waitActive(cloud: DeployCloud, name: string): Promise<void> {
  for (let poll = 0; poll < POLLS; poll += 1) {
    const answer = await cloud.api('scf', 'GetFunction', { FunctionName: name, Namespace: NAMESPACE });
    const status = String(answer['Status']);
    if (status === 'Active') return;
    if (/Failed/.test(status))
      throw new Error(
        `function ${name} is ${status}: ${JSON.stringify(answer['StatusReasons'] ?? answer['StatusDesc'] ?? '')}`,
      );
    await cloud.sleep(POLL_MS);
  }
  throw new Error(`function ${name} did not become active within ${(POLLS * POLL_MS) / 1000} s; run deploy again`);
}

export interface CodeUpload {
  /** Puts the zip where SCF can read it and says where; used above the inline limit. */
  upload(code: CodePackage): Promise<{ bucket: string; key: string; region: string }>;
}

async function codeParams(code: CodePackage, upload: CodeUpload): Promise<Record<string, unknown>> {
  if (code.zip.length <= INLINE_BYTES) return { ZipFile: code.zip.toString('base64') };
  const { bucket, key, region } = await upload.upload(code);
  return { CosBucketName: bucket.slice(0, bucket.lastIndexOf('-')), CosObjectName: `/${key}`, CosBucketRegion: region };
}

const variables = (environment: Readonly<Record<string, string>>) => ({
  Variables: Object.entries(environment)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([Key, Value]) => ({ Key, Value })),
});

/** Names of settings that differ; values of variables may be secret and are not shown. */
function configDifferences(current: Record<string, unknown>, spec: FunctionSpec): string[] {
  const differences: string[] = [];
  const compare = (label: string, is: unknown, shall: unknown) => {
    if (String(is ?? '') !== String(shall ?? '')) differences.push(`${label} ${is} → ${shall}`);
  };
  compare('memory', current['MemorySize'], spec.memoryMb);
  compare('timeout', current['Timeout'], spec.timeoutSeconds);
  compare('role', current['Role'], spec.roleName);
  const is = new Map(
    (
      ((current['Environment'] as { Variables?: unknown } | null)?.Variables ?? []) as { Key: string; Value: string }[]
    ).map(({ Key, Value }) => [Key, Value]),
  );
  for (const [key, value] of Object.entries(spec.environment))
    if (is.get(key) !== value) differences.push(`variable ${key}`);
  for (const key of is.keys()) if (!(key in spec.environment)) differences.push(`variable ${key} removed`);
  return differences;
}

/** The function itself: code, configuration, retry and reserved concurrency. `onCreate` runs before it is created and records it. */
export function planFunction(
  cloud: DeployCloud,
  spec: FunctionSpec,
  code: CodePackage,
  upload: CodeUpload,
  options: { readonly codeOnly?: boolean; readonly onCreate?: () => Promise<void> } = {},
): Planner {
  const id = { FunctionName: spec.name, Namespace: NAMESPACE };
  return async () => {
    const current = await orNull(cloud.api('scf', 'GetFunction', { ...id, ShowCode: 'FALSE' }));
    const changes: Change[] = [];
    if (current === null) {
      changes.push({
        action: 'create',
        what: `function ${spec.name}`,
        details: [
          `${spec.runtime}, ${spec.memoryMb} MB, ${spec.timeoutSeconds} s, package ${(code.zip.length / 1024).toFixed(0)} KB`,
        ],
        apply: async () => {
          await options.onCreate?.();
          await cloud.api('scf', 'CreateFunction', {
            ...id,
            Type: 'Event',
            Runtime: spec.runtime,
            Handler: spec.handler,
            MemorySize: spec.memoryMb,
            Timeout: spec.timeoutSeconds,
            Role: spec.roleName,
            Environment: variables(spec.environment),
            Description: describe(code),
            Code: await codeParams(code, upload),
          });
          await waitActive(cloud, spec.name);
        },
      });
    } else {
      if (String(current['Runtime']) !== spec.runtime) {
        throw new Error(
          `function ${spec.name} runs on ${current['Runtime']}, and SCF cannot change a runtime: run "serverless remove" first, or choose another stage`,
        );
      }
      const handler = current['Handler'] !== spec.handler;
      if (handler || current['Description'] !== describe(code)) {
        const details = [`code ${code.hash.slice(0, 12)}`, ...(handler ? [`handler ${spec.handler}`] : [])];
        changes.push(codeChange(cloud, spec, code, upload, details));
      }
      const differences = options.codeOnly ? [] : configDifferences(current, spec);
      if (differences.length > 0) changes.push(configChange(cloud, spec, code, differences));
    }
    if (!options.codeOnly) changes.push(...(await planInvoke(cloud, spec, current !== null)));
    return changes;
  };
}

function codeChange(
  cloud: DeployCloud,
  spec: FunctionSpec,
  code: CodePackage,
  upload: CodeUpload,
  details: readonly string[],
): Change {
  const id = { FunctionName: spec.name, Namespace: NAMESPACE };
  return {
    action: 'update',
    what: `function ${spec.name}`,
    details,
    apply: async () => {
      await waitActive(cloud, spec.name);
      await cloud.api('scf', 'UpdateFunctionCode', {
        ...id,
        Handler: spec.handler,
        ...(await codeParams(code, upload)),
      });
      await waitActive(cloud, spec.name);
      // Last, so that a crash before it leaves the old hash and the next deploy uploads again.
      await cloud.api('scf', 'UpdateFunctionConfiguration', { ...id, Description: describe(code) });
      await waitActive(cloud, spec.name);
    },
  };
}

function configChange(cloud: DeployCloud, spec: FunctionSpec, code: CodePackage, details: readonly string[]): Change {
  return {
    action: 'update',
    what: `function ${spec.name}`,
    details,
    apply: async () => {
      await waitActive(cloud, spec.name);
      await cloud.api('scf', 'UpdateFunctionConfiguration', {
        FunctionName: spec.name,
        Namespace: NAMESPACE,
        MemorySize: spec.memoryMb,
        Timeout: spec.timeoutSeconds,
        Role: spec.roleName,
        Environment: variables(spec.environment),
        Description: describe(code),
      });
      await waitActive(cloud, spec.name);
    },
  };
}

/** Messages older than this are dropped by SCF; the sweep finds what they announced. */
const MESSAGE_TTL_SECONDS = 21_600;

async function planInvoke(cloud: DeployCloud, spec: FunctionSpec, exists: boolean): Promise<readonly Change[]> {
  const id = { FunctionName: spec.name, Namespace: NAMESPACE };
  const changes: Change[] = [];
  if (spec.retry !== null) {
    const answer = exists ? await cloud.api('scf', 'GetFunctionEventInvokeConfig', id) : {};
    const config = answer['AsyncTriggerConfig'] as
      | { RetryConfig?: { RetryNum: number }[]; MsgTTL?: number }
      | undefined;
    if (config?.RetryConfig?.[0]?.RetryNum !== spec.retry || config.MsgTTL !== MESSAGE_TTL_SECONDS) {
      changes.push({
        action: 'update',
        what: `retries of ${spec.name}`,
        details: [`${spec.retry}`],
        apply: async () =>
          void (await cloud.api('scf', 'UpdateFunctionEventInvokeConfig', {
            ...id,
            AsyncTriggerConfig: { RetryConfig: [{ RetryNum: spec.retry }], MsgTTL: MESSAGE_TTL_SECONDS },
          })),
      });
    }
  }
  if (spec.concurrency !== null) {
    const wanted = spec.concurrency * spec.memoryMb;
    const answer = exists ? await cloud.api('scf', 'GetReservedConcurrencyConfig', id) : {};
    if (Number(answer['ReservedMem'] ?? 0) !== wanted) {
      changes.push({
        action: 'update',
        what: `concurrency of ${spec.name}`,
        details: [`${spec.concurrency} at a time (${wanted} MB)`],
        apply: async () =>
          void (await cloud.api('scf', 'PutReservedConcurrencyConfig', { ...id, ReservedConcurrencyMem: wanted })),
      });
    }
  }
  return changes;
}

/** Deletes the function; its triggers go with it. */
export function planFunctionRemoval(
  cloud: DeployCloud,
  name: string,
  after: () => Promise<void> = async () => {},
): Planner {
  return async () => {
    const current = await orNull(cloud.api('scf', 'GetFunction', { FunctionName: name, Namespace: NAMESPACE }));
    if (current === null) return [];
    return [
      {
        action: 'delete',
        what: `function ${name}`,
        details: [],
        apply: async () => {
          await cloud.api('scf', 'DeleteFunction', { FunctionName: name, Namespace: NAMESPACE });
          await after();
        },
      },
    ];
  };
}
