import { Agent } from 'node:http';
import type { Credentials } from './credentials.js';
import { toCloudError } from './failure.js';
import type { LocalCloud } from './local.js';
import { type Patience, withRetry } from './retry.js';

/** The API 3.0 services in use. `regional`: the call is sent to a region. */
export const SERVICES = {
  cam: { version: '2019-01-16', regional: false },
  sts: { version: '2018-08-13', regional: true },
  scf: { version: '2018-04-16', regional: true },
  ses: { version: '2020-10-02', regional: true },
  cloudaudit: { version: '2019-03-19', regional: true },
} as const;
export type ServiceName = keyof typeof SERVICES;

export interface ApiCallOptions {
  readonly region?: string;
  readonly signal?: AbortSignal | undefined;
  /** Ms; one attempt. Default 10 s. */
  readonly timeoutMs?: number;
}

/** One call of API 3.0: the `Response` without its wrapper. Throws CloudError. */
export type CallApi = <T = Readonly<Record<string, unknown>>>(
  service: ServiceName,
  action: string,
  parameters?: Readonly<Record<string, unknown>>,
  options?: ApiCallOptions,
) => Promise<T>;

export interface ApiOptions {
  readonly credentials: Credentials;
  readonly local: LocalCloud | null;
  readonly patience: Patience;
  /** For regional services when a call names none. */
  readonly region: string;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * The vendor's API client behind a uniform surface: it has no retries, and loses failures of four shapes
 * (tencent-cloud.md 5.2). Answers are parsed as plain JSON: ids beyond 2^53 must be strings in the API (role ids are).
 */
export function createApi(options: ApiOptions): CallApi {
  const { credentials, local } = options;
  const secrets = [credentials.secretKey, ...(credentials.token ? [credentials.token] : [])];
  // The real host name is kept, so that the credential scope is the real one; only the connection goes elsewhere.
  const agent = local ? new Agent({ keepAlive: true, lookup: lookupLocal(local.host) }) : undefined;

  return async <T>(
    service: ServiceName,
    action: string,
    parameters: Readonly<Record<string, unknown>> = {},
    call: ApiCallOptions = {},
  ): Promise<T> => {
    const { CommonClient } = await import('./sdk.js');
    const { version, regional } = SERVICES[service];
    const host = `${service}.tencentcloudapi.com`;
    const client = new CommonClient(host, version, {
      credential: {
        secretId: credentials.secretId,
        secretKey: credentials.secretKey,
        ...(credentials.token ? { token: credentials.token } : {}),
      },
      region: regional ? (call.region ?? options.region) : '',
      profile: {
        language: 'en-US',
        httpProfile: {
          reqTimeout: (call.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 1000,
          ...(local ? { protocol: 'http://', endpoint: `${host}:${local.port}`, agent: agent as Agent } : {}),
        },
      },
    });
    return withRetry(
      async () => {
        try {
          // The client changes the object it is given.
          const signal = call.signal ? { signal: call.signal as never } : {};
          return (await client.request(action, { ...parameters }, signal)) as T;
        } catch (error) {
          const aborted = call.signal?.aborted ? { name: 'AbortError' } : error;
          throw toCloudError(aborted, `${service}:${action}`, secrets);
        }
      },
      options.patience,
      call.signal,
    );
  };
}

type Lookup = NonNullable<ConstructorParameters<typeof Agent>[0]> extends { lookup?: infer L } ? L : never;

function lookupLocal(host: string): Lookup {
  const address = host === 'localhost' ? '127.0.0.1' : host;
  return ((_name: string, lookup: { all?: boolean }, done: (...result: unknown[]) => void) => {
    if (lookup.all) done(null, [{ address, family: 4 }]);
    else done(null, address, 4);
  }) as Lookup;
}
