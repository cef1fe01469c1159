import { request } from 'node:http';
import COS from 'cos-nodejs-sdk-v5';
import { type LocalCloud, type Scenario, startLocalCloud } from '../../../infra/local-cloud/index.js';
import { type CosSigner, signCos } from '../../../lib/signature/cos.js';

export const OWNER = '100000000001';
export const APP_ID = '1250000000';
export const REGION = 'ap-guangzhou';

export interface RawRequest {
  method?: string;
  /** As it goes over the wire. */
  path?: string;
  bucket?: string;
  host?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  code: string | undefined;
  message: string | undefined;
}

/** Sends a request exactly as given; nothing is added but Host. */
export function send(cloud: LocalCloud, given: RawRequest): Promise<RawAnswer> {
  const { method = 'GET', path = '/', body } = given;
  const host = given.host ?? hostOf(given.bucket ?? '');
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port: cloud.port, method, path, headers: { Host: host, ...given.headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: text,
            code: /<Code>(.*?)<\/Code>/s.exec(text)?.[1],
            message: unescapeXml(/<Message>(.*?)<\/Message>/s.exec(text)?.[1]),
          });
        });
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

const unescapeXml = (text: string | undefined) =>
  text
    ?.replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

export function hostOf(bucket: string): string {
  return bucket === '' ? 'service.cos.myqcloud.com' : `${bucket}.cos.${REGION}.myqcloud.com`;
}

export interface Signing extends Partial<CosSigner> {
  /** Seconds from now. */
  readonly from?: number;
  readonly to?: number;
}

/** The same request with an Authorization header; by default the root key, from a minute ago, for ten minutes. */
export function signed(cloud: LocalCloud, given: RawRequest, signing: Signing = {}): RawRequest {
  return { ...given, headers: { ...given.headers, Authorization: authorization(cloud, given, signing) } };
}

/** The same request with the signature in the URL. */
export function presigned(cloud: LocalCloud, given: RawRequest, signing: Signing = {}): RawRequest {
  const query = authorization(cloud, given, signing)
    .split('&')
    .map((pair) => pair.replace(/=(.*)$/s, (_, value: string) => `=${encodeURIComponent(value)}`))
    .join('&');
  const path = given.path ?? '/';
  return { ...given, path: `${path}${path.includes('?') ? '&' : '?'}${query}` };
}

function authorization(cloud: LocalCloud, given: RawRequest, { from = -60, to = 600, ...signer }: Signing): string {
  const [path = '/', query = ''] = (given.path ?? '/').split('?');
  const now = Math.floor(cloud.clock.nowMs() / 1000);
  const headers = { host: given.host ?? hostOf(given.bucket ?? ''), ...lower(given.headers ?? {}) };
  return signCos(
    { method: given.method ?? 'GET', path, query, headers },
    { ...cloud.root, start: now + from, end: now + to, headers: ['host'], ...signer },
  );
}

function lower(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** A client of the vendor's SDK, pointed at the local cloud. */
export function sdk(cloud: LocalCloud, options: Partial<COS.COSOptions> = {}): COS {
  return new COS({
    SecretId: cloud.root.secretId,
    SecretKey: cloud.root.secretKey,
    Protocol: 'http:',
    Ip: `127.0.0.1:${cloud.port}`,
    AutoSwitchHost: false,
    ...options,
  } as COS.COSOptions);
}

/** Starts a cloud for a test file and closes it behind it. */
export function useCloud(
  scenario?: Omit<Scenario, 'schema'>,
  options: Parameters<typeof startLocalCloud>[0] = {},
): () => LocalCloud {
  let cloud: LocalCloud | undefined;
  beforeAll(async () => {
    cloud = await startLocalCloud({
      logs: { everyFiveMinutes: false },
      ...options,
      ...(scenario ? { scenario: { schema: 'cos403.scenario/1', ...scenario } } : {}),
    });
  });
  afterAll(() => cloud?.close());
  return () => cloud!;
}
