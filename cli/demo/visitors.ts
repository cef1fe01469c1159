import { request } from 'node:http';
import type { LocalCloud } from '../../infra/local-cloud/index.js';
import type { Text } from '../../lib/lang.js';
import { DOWNLOADS, KEYS, REGION, SHOP } from './scenario.js';

/** What a visitor gets: status and code, as the client sees them. */
export interface Visit {
  readonly status: number;
  readonly code: string;
}

export interface Visitor {
  readonly who: Text;
  /** The status and code that the story tells. */
  readonly expected: Visit;
  readonly times: number;
  visit(world: World): Promise<Visit>;
}

type Sdk = typeof import('../../lib/cloud/sdk.js').COS;
type Client = InstanceType<Sdk>;

export interface World {
  readonly cloud: LocalCloud;
  readonly COS: Sdk;
}

interface Key {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
}

/** The vendor's SDK as a user would set it up; `Ip` leads it to the local cloud. */
function client({ cloud, COS }: World, key: Key, more: object = {}): Client {
  return new COS({
    SecretId: key.secretId,
    SecretKey: key.secretKey,
    ...(key.token ? { SecurityToken: key.token } : {}),
    Protocol: 'http:',
    Ip: `127.0.0.1:${cloud.port}`,
    AutoSwitchHost: false,
    ...more,
  } as ConstructorParameters<Sdk>[0]);
}

/** What an SDK call answered or threw. */
async function seen(call: Promise<{ statusCode?: number }>): Promise<Visit> {
  try {
    return { status: (await call).statusCode ?? 0, code: 'OK' };
  } catch (error) {
    const { statusCode, code } = error as { statusCode?: number; code?: string };
    return { status: statusCode ?? 0, code: String(code ?? '') };
  }
}

/** A browser: no signature, or one in the URL. */
function browse(
  { cloud }: World,
  method: string,
  bucket: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Visit> {
  const Host = `${bucket}.cos.${REGION}.myqcloud.com`;
  const agent = {
    'User-Agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0',
    'x-cos403-source-ip': '203.0.113.7',
  };
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port: cloud.port, method, path, headers: { Host, ...agent, ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const code = /<Code>(.*?)<\/Code>/.exec(Buffer.concat(chunks).toString('utf8'))?.[1] ?? 'OK';
          resolve({ status: response.statusCode ?? 0, code });
        });
      },
    );
    call.on('error', reject);
    call.end();
  });
}

/** A link that the SDK signed so many ms ago and that was good for a quarter of an hour; without its host. */
function oldLink(world: World, key: string, ageMs: number): string {
  const url = client(world, KEYS.robot, { SystemClockOffset: -ageMs }).getObjectUrl(
    { Bucket: SHOP, Region: REGION, Key: key, Sign: true, Expires: 900 },
    () => {},
  );
  return url.replace(/^https?:\/\/[^/]+/, '');
}

const denied = (code: string): Visit => ({ status: 403, code });
const get = (world: World, key: Key, Key: string, more: object = {}) =>
  seen(client(world, key, more).getObject({ Bucket: SHOP, Region: REGION, Key }));

/** Who comes by, in order: those who may, the eight messages of the help page (40105), and some more. */
export const VISITORS: readonly Visitor[] = [
  {
    who: { en: 'A customer looks at a public picture', zh: '顾客查看公开图片' },
    expected: { status: 200, code: 'OK' },
    times: 6,
    visit: (world) => browse(world, 'GET', SHOP, '/pictures/tea.jpg', { Referer: 'https://www.shop.example/' }),
  },
  {
    who: { en: 'alice reads an invoice', zh: 'alice 读取发票' },
    expected: { status: 200, code: 'OK' },
    times: 3,
    visit: (world) => get(world, KEYS.alice, 'invoices/2026/0001.pdf'),
  },
  {
    who: { en: 'A browser opens an invoice without a signature', zh: '浏览器未签名打开发票' },
    expected: denied('AccessDenied'),
    times: 5,
    visit: (world) => browse(world, 'GET', SHOP, '/invoices/2026/0001.pdf'),
  },
  {
    who: { en: 'Another site shows the picture (hotlink)', zh: '其他网站盗链图片' },
    expected: denied('AccessDenied'),
    times: 7,
    visit: (world) => browse(world, 'GET', SHOP, '/pictures/tea.jpg', { Referer: 'https://copycat.test/page' }),
  },
  {
    who: { en: 'A web page of another origin asks before uploading (CORS)', zh: '其他来源的网页上传前的跨域预检' },
    expected: denied('AccessForbidden'),
    times: 4,
    visit: (world) =>
      browse(world, 'OPTIONS', SHOP, '/uploads/a.jpg', {
        Origin: 'https://admin.shop.example',
        'Access-Control-Request-Method': 'PUT',
        Referer: 'https://admin.shop.example/upload',
      }),
  },
  {
    who: { en: 'The backup robot uses a key that was disabled', zh: '备份程序使用已禁用的密钥' },
    expected: denied('InvalidAccessKeyId'),
    times: 24,
    visit: (world) => get(world, KEYS.oldRobot, 'backup/2024.tar'),
  },
  {
    who: { en: 'The backup robot reads an archived object', zh: '备份程序读取归档对象' },
    expected: denied('InvalidObjectState'),
    times: 2,
    visit: (world) => get(world, KEYS.robot, 'backup/2024.tar'),
  },
  {
    who: { en: 'A machine whose clock is two hours fast', zh: '时钟快两小时的机器' },
    expected: denied('RequestTimeTooSkewed'),
    times: 3,
    visit: (world) =>
      get(world, KEYS.robot, 'pictures/tea.jpg', { SystemClockOffset: 7_200_000, CorrectClockSkew: false }),
  },
  {
    who: { en: 'Somebody opens a link that is over', zh: '有人打开已过期的链接' },
    expected: denied('AccessDenied'),
    times: 3,
    visit: (world) => browse(world, 'GET', SHOP, oldLink(world, 'invoices/2026/0001.pdf', 12_000_000)),
  },
  {
    who: { en: 'A script signs with the wrong secret key', zh: '脚本使用错误的密钥签名' },
    expected: denied('SignatureDoesNotMatch'),
    times: 3,
    visit: (world) => get(world, { ...KEYS.robot, secretKey: 'another-secret' }, 'pictures/tea.jpg'),
  },
  {
    who: { en: 'alice deletes an invoice, which her policy does not allow', zh: 'alice 删除发票（策略未授权）' },
    expected: denied('AccessDenied'),
    times: 2,
    visit: (world) =>
      seen(client(world, KEYS.alice).deleteObject({ Bucket: SHOP, Region: REGION, Key: 'invoices/2026/0001.pdf' })),
  },
  {
    who: { en: 'A mini program uploads beside its temporary key’s prefix', zh: '小程序上传到临时密钥范围之外' },
    expected: denied('AccessDenied'),
    times: 3,
    visit: (world) =>
      seen(client(world, KEYS.wizard).putObject({ Bucket: SHOP, Region: REGION, Key: 'avatars/1.jpg', Body: 'x' })),
  },
  {
    who: { en: 'A phone downloads an app from a new bucket’s default domain', zh: '手机从新存储桶默认域名下载应用' },
    expected: denied('DownloadForbidden'),
    times: 2,
    visit: (world) => seen(client(world, KEYS.robot).getObject({ Bucket: DOWNLOADS, Region: REGION, Key: 'app.apk' })),
  },
];
