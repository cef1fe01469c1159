/** The calls a deployment makes. Every failure is a CloudError of lib/cloud. */
export interface DeployCloud {
  api(
    service: 'cam' | 'scf',
    action: string,
    params: Readonly<Record<string, unknown>>,
  ): Promise<Record<string, unknown>>;
  readonly cos: DeployCos;
  sleep(ms: number): Promise<void>;
}

export interface DeployCos {
  headBucket(bucket: string): Promise<'exists' | 'missing' | 'forbidden'>;
  createBucket(bucket: string): Promise<void>;
  deleteBucket(bucket: string): Promise<void>;
  /** The lifecycle rules as the SDK gives them. */
  getLifecycle(bucket: string): Promise<readonly LifecycleRule[]>;
  putLifecycle(bucket: string, rules: readonly LifecycleRule[]): Promise<void>;
  getVersioning(bucket: string): Promise<'Enabled' | 'Suspended' | null>;
  getLogging(bucket: string): Promise<{ targetBucket: string; targetPrefix: string } | null>;
  putLogging(bucket: string, logging: { targetBucket: string; targetPrefix: string } | null): Promise<void>;
  getObject(bucket: string, key: string): Promise<Buffer | null>;
  putObject(bucket: string, key: string, body: Buffer): Promise<void>;
  deleteObject(bucket: string, key: string): Promise<void>;
  listKeys(bucket: string, prefix: string): AsyncIterable<string>;
}

export interface LifecycleRule {
  readonly ID?: string;
  readonly Status: string;
  readonly Filter?: { readonly Prefix?: string };
  readonly Expiration?: { readonly Days?: number | string };
  readonly [field: string]: unknown;
}

/** One thing that differs from what serverless.yml asks for. */
export interface Change {
  readonly action: 'create' | 'update' | 'replace' | 'delete';
  /** `function cos403-prod-ingest` */
  readonly what: string;
  /** What differs, for the plan that the user confirms. */
  readonly details: readonly string[];
  /** A setting that somebody else made: changed only with `--force`. */
  readonly foreign?: boolean;
  apply(): Promise<void>;
}

/** Reads the cloud and says what it would change; applying the changes makes the next plan empty. Applying may fail anywhere: the next plan goes on from there. */
export type Planner = () => Promise<readonly Change[]>;

/** The API's error code when a thing does not exist. */
export function isMissing(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^ResourceNotFound|NotExist|NotFound|^404$|^NoSuch/.test(code);
}

/** The answer, or null when the thing does not exist. */
export async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
