/** What serverless.yml asks for, read once: every other file works on this. */
export interface Deployment {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
  readonly appId: string;
  readonly watch: readonly string[];
  readonly logs: { readonly bucket: string; readonly prefix: string };
  readonly state: { readonly bucket: string; readonly prefix: string; readonly keepDays: number };
  /** Path of the configuration file, and of the file with secrets (never in git). */
  readonly configFile: string;
  readonly secretsFile: string | null;
  readonly functions: readonly FunctionSpec[];
}

export interface FunctionSpec {
  /** The key in serverless.yml: `ingest`. */
  readonly key: string;
  /** The name at SCF: `cos403-prod-ingest`. */
  readonly name: string;
  readonly runtime: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly concurrency: number | null;
  readonly retry: number | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleName: string;
  /** `false`: the role is the user's own; it is never changed. */
  readonly ownsRole: boolean;
  readonly triggers: readonly TriggerSpec[];
}

export interface TriggerSpec {
  readonly type: 'cos' | 'timer';
  readonly name: string;
  /** What `CreateTrigger` takes: compact JSON for cos, a bare cron for timer. */
  readonly description: string;
  readonly message: string;
}

/** The parts of `serverless.service` that are read here. */
export interface ServiceLike {
  readonly service: string;
  readonly provider: Readonly<Record<string, unknown>>;
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly functions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A mistake in serverless.yml that no schema can express; the message says what to change. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly code = 'bad-settings';
}

interface CustomLike {
  readonly watch: string[];
  readonly logs: { bucket: string; prefix: string };
  readonly state: { bucket: string; prefix: string; keepDays?: number };
  readonly config: string;
  readonly secrets?: string;
}

/** Reads the resolved and schema-checked service. Throws a {@link SettingsError} for what would loop, collide or not fit. */
export function readSettings(service: ServiceLike): Deployment {
  const custom = (service.custom?.['cos403'] ?? {}) as CustomLike;
  const stage = String(service.provider['stage'] ?? 'prod');
  const region = String(service.provider['region']);
  refuseLoops(custom);
  const deployment: Omit<Deployment, 'functions'> = {
    service: service.service,
    stage,
    region,
    appId: custom.state.bucket.slice(custom.state.bucket.lastIndexOf('-') + 1),
    watch: custom.watch,
    logs: custom.logs,
    state: { ...custom.state, keepDays: custom.state.keepDays ?? 400 },
    configFile: custom.config,
    secretsFile: custom.secrets ?? null,
  };
  const functions = Object.entries(service.functions).map(([key, spec]) =>
    readFunction(key, spec, service, deployment),
  );
  return { ...deployment, functions };
}

function refuseLoops(custom: CustomLike): void {
  if (custom.watch.includes(custom.state.bucket)) {
    throw new SettingsError(
      `custom.cos403.watch: ${custom.state.bucket} is the state bucket; cos403 never watches the bucket it writes to. Use a bucket of its own for state.`,
    );
  }
  if (custom.watch.includes(custom.logs.bucket)) {
    throw new SettingsError(
      `custom.cos403.watch: ${custom.logs.bucket} is the log bucket; logging it into itself would grow for ever. Use a bucket of its own for logs.`,
    );
  }
  const same = custom.state.bucket === custom.logs.bucket;
  if (
    same &&
    (custom.state.prefix.startsWith(custom.logs.prefix) || custom.logs.prefix.startsWith(custom.state.prefix))
  ) {
    throw new SettingsError(
      'custom.cos403.state.prefix: lies inside the log prefix (or the other way round), so every write would trigger the ingest function again. Choose two separate prefixes.',
    );
  }
}

type Event = {
  cos?: { bucket: string; prefix?: string; suffix?: string; events: string };
  timer?: { cron: string; message?: string };
};

function readFunction(
  key: string,
  spec: Readonly<Record<string, unknown>>,
  service: ServiceLike,
  deployment: Omit<Deployment, 'functions'>,
): FunctionSpec {
  const name = `${deployment.service}-${deployment.stage}-${key}`;
  if (name.length > 60)
    throw new SettingsError(
      `functions.${key}: the name ${name} is longer than the 60 characters that SCF allows; shorten service or stage.`,
    );
  const memoryMb = Number(spec['memorySize']);
  if (memoryMb !== 64 && memoryMb % 128 !== 0) {
    throw new SettingsError(
      `functions.${key}.memorySize: ${memoryMb} is not allowed; SCF takes 64, or a multiple of 128 up to 3072 (MB).`,
    );
  }
  const role = String(service.provider['role'] ?? 'auto');
  const environment = {
    ...(service.provider['environment'] as Record<string, string> | undefined),
    ...(spec['environment'] as Record<string, string> | undefined),
    COS403_CONFIG: `cos://${deployment.state.bucket}/${deployment.state.prefix}config.json`,
  };
  const bytes = Object.entries(environment).reduce(
    (sum, [variable, value]) => sum + Buffer.byteLength(variable) + Buffer.byteLength(value),
    0,
  );
  if (bytes > 4096)
    throw new SettingsError(
      `functions.${key}.environment: ${bytes} bytes; SCF allows 4096 in all. Put settings into ${deployment.configFile}.`,
    );
  return {
    key,
    name,
    runtime: String(service.provider['runtime']),
    handler: String(spec['handler']),
    memoryMb,
    timeoutSeconds: Number(spec['timeout']),
    concurrency: spec['concurrency'] === undefined ? null : Number(spec['concurrency']),
    retry: spec['retry'] === undefined ? null : Number(spec['retry']),
    environment,
    roleName: role === 'auto' ? name : role,
    ownsRole: role === 'auto',
    triggers: ((spec['events'] ?? []) as Event[]).map((event, index) =>
      readTrigger(event, index, name, deployment.region),
    ),
  };
}

function readTrigger(event: Event, index: number, functionName: string, region: string): TriggerSpec {
  if (event.cos) {
    const { bucket, prefix = '', suffix = '', events } = event.cos;
    return {
      type: 'cos',
      name: `${bucket}.cos.${region}.myqcloud.com`,
      // Compact: the API compares this text (583/18581).
      description: JSON.stringify({ event: events, filter: { Prefix: prefix, Suffix: suffix } }),
      message: '',
    };
  }
  const timer = event.timer!;
  return { type: 'timer', name: `${functionName}-${index}`, description: timer.cron, message: timer.message ?? '' };
}
