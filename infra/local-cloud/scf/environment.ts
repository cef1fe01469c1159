import type { FunctionState, LocalState, PublishedVersion, TemporaryKeyState } from '../state.js';

export interface EnvironmentInput {
  readonly state: LocalState;
  readonly fn: FunctionState;
  readonly config: NonNullable<PublishedVersion['config']>;
  readonly version: string;
  readonly codeRoot: string;
  readonly scratch: string;
  readonly cloudUrl: string;
}

/** What a fresh instance finds in `process.env` (intl 583/32748), nothing of the machine the local cloud runs on. */
export function instanceEnvironment(input: EnvironmentInput): Record<string, string> {
  const { state, fn, config, codeRoot } = input;
  const nodeMajor = /^Nodejs(\d+)/.exec(config.runtime)?.[1] ?? '20';
  return {
    ...config.environment,
    TENCENTCLOUD_REGION: state.region,
    TENCENTCLOUD_APPID: state.appId,
    TENCENTCLOUD_UIN: state.ownerUin,
    TENCENTCLOUD_RUNENV: 'SCF',
    TENCENTCLOUD_TZ: 'UTC',
    TZ: 'UTC',
    SCF_RUNTIME: config.runtime,
    SCF_FUNCTIONNAME: fn.name,
    SCF_FUNCTIONVERSION: input.version,
    SCF_NAMESPACE: fn.namespace,
    _SCF_SERVER_PORT: '28902',
    USER_CODE_ROOT: `${codeRoot}/`,
    PWD: codeRoot,
    NODE_PATH: `${codeRoot}:${codeRoot}/node_modules:/var/lang/node${nodeMajor}/lib/node_modules:/opt:/opt/node_modules`,
    HOME: '/home/qcloud',
    USER: 'qcloud',
    LOGNAME: 'qcloud',
    LANG: 'en_US.UTF8',
    LC_ALL: 'en_US.UTF8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    SHELL: '/bin/bash',
    // Ours, not the platform's: where the local cloud is, and an own /tmp.
    COS403_LOCAL_CLOUD: input.cloudUrl,
    TMPDIR: input.scratch,
  };
}

/** What the platform renews for each run: credentials of the execution role, only when there is one, and the source; null takes a variable away. */
export function runEnvironment(
  key: TemporaryKeyState | null,
  source: 'timer' | 'cos' | 'api',
): Record<string, string | null> {
  return {
    ...(key
      ? {
          TENCENTCLOUD_SECRETID: key.secretId,
          TENCENTCLOUD_SECRETKEY: key.secretKey,
          TENCENTCLOUD_SESSIONTOKEN: key.token,
        }
      : {}),
    TRIGGER_SRC: source === 'timer' ? 'timer' : null,
  };
}

/** The handler's second argument (no remaining-time call exists). */
export function runContext(
  state: LocalState,
  fn: FunctionState,
  config: NonNullable<PublishedVersion['config']>,
  version: string,
  requestId: string,
): Record<string, unknown> {
  return {
    request_id: requestId,
    function_name: fn.name,
    function_version: version,
    namespace: fn.namespace,
    memory_limit_in_mb: config.memoryMb,
    time_limit_in_ms: config.timeoutSeconds * 1000,
    tencentcloud_region: state.region,
    tencentcloud_appid: state.appId,
    tencentcloud_uin: state.ownerUin,
    environment: JSON.stringify({ SCF_NAMESPACE: fn.namespace }),
    environ: `SCF_NAMESPACE=${fn.namespace};SCF_RUNTIME=${config.runtime}`,
  };
}
