import { get } from 'node:http';
import type { Credentials, Environment } from './credentials.js';
import { CloudError } from './error.js';

/** The local cloud that every client is pointed at (contract 2.5). */
export interface LocalCloud {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** `127.0.0.1:PORT` */
  readonly address: string;
  readonly host: string;
  readonly port: number;
}

/** Reads `COS403_LOCAL_CLOUD`; null when clients shall talk to the real cloud. */
export function localCloud(env: Environment): LocalCloud | null {
  const given = env['COS403_LOCAL_CLOUD']?.trim();
  if (!given) return null;
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url?.protocol !== 'http:') {
    throw new CloudError(
      'bad-local-cloud',
      'COS403_LOCAL_CLOUD must be the http address that `cos403 local-cloud` printed',
      {
        action: 'local-cloud',
        retryable: false,
      },
    );
  }
  const port = Number(url.port || 80);
  return { url: url.origin, address: `${url.hostname}:${port}`, host: url.hostname, port };
}

/** What the local cloud printed when it began to listen. */
export interface LocalAccount {
  readonly credentials: Credentials;
  readonly ownerUin?: string;
  readonly appId?: string;
  readonly region?: string;
}

/** The root key of the local cloud, asked of itself: nobody has to copy it. */
export async function localAccount(local: LocalCloud): Promise<LocalAccount> {
  const state = await getJson(`${local.url}/_local/info`);
  const field = (name: string) => (typeof state[name] === 'string' ? (state[name] as string) : undefined);
  const secretId = field('secretId');
  const secretKey = field('secretKey');
  if (!secretId || !secretKey) {
    throw new CloudError(
      'no-credentials',
      `${local.url} tells no root key: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY`,
      {
        action: 'local-cloud',
        retryable: false,
      },
    );
  }
  const [ownerUin, appId, region] = [field('ownerUin'), field('appId'), field('region')];
  return {
    credentials: { secretId, secretKey },
    ...(ownerUin ? { ownerUin } : {}),
    ...(appId ? { appId } : {}),
    ...(region ? { region } : {}),
  };
}

function getJson(url: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) =>
      reject(
        new CloudError(
          'network',
          `the local cloud at ${url} does not answer (${error.message}): start it with \`cos403 local-cloud\``,
          {
            action: 'local-cloud',
            retryable: true,
          },
        ),
      );
    const request = get(url, { timeout: 5_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => {
        try {
          resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>);
        } catch (error) {
          fail(error as Error);
        }
      });
    });
    request.on('error', fail);
    request.on('timeout', () => request.destroy(new Error('timeout')));
  });
}
