import type { Bench, Experiment, Observation } from './experiment.js';

const put = (bench: Bench, name: string, key: string, headers: Record<string, string> = {}) =>
  bench.ask(name, {
    method: 'PUT',
    key: bench.prefix + key,
    body: 'cos403 calibration\n',
    headers,
    signing: { as: 'self' },
  });
const get = (bench: Bench, name: string, key: string, over: Partial<Parameters<Bench['ask']>[1]> = {}) =>
  bench.ask(name, { method: 'GET', key: bench.prefix + key, signing: { as: 'self' }, ...over });
const setting = (bench: Bench, name: string, method: string, query: string, body?: string) =>
  bench.ask(name, {
    method,
    query,
    ...(body === undefined
      ? {}
      : { body, headers: { 'content-type': query.startsWith('policy') ? 'application/json' : 'application/xml' } }),
    signing: { as: 'self' },
  });

async function inTurn(steps: readonly (() => Promise<Observation>)[]): Promise<Observation[]> {
  const seen: Observation[] = [];
  for (const step of steps) seen.push(await step());
  return seen;
}

/** The one-hour experiment, in an order in which each leaves the bucket as it found it. */
export const EXPERIMENTS: readonly Experiment[] = [
  {
    id: 'credentials',
    settles: ['U6'],
    question: {
      en: 'What do wrong keys, wrong secrets and wrong clocks get?',
      zh: '错误的密钥、错误的密文和错误的时钟会得到什么？',
    },
    run: (bench) =>
      inTurn([
        () => put(bench, 'PUT a small object', 'a.txt'),
        () => get(bench, 'GET with a SecretId that does not exist', 'a.txt', { signing: { as: 'unknown-key' } }),
        () => get(bench, 'GET with a malformed SecretId', 'a.txt', { signing: { as: 'malformed-key' } }),
        () => get(bench, 'GET with a wrong secret', 'a.txt', { signing: { as: 'wrong-secret' } }),
        () => get(bench, 'HEAD with a wrong secret', 'a.txt', { method: 'HEAD', signing: { as: 'wrong-secret' } }),
        () =>
          get(bench, 'GET signed an hour ago for 15 minutes', 'a.txt', { signing: { as: 'self', skewSeconds: -3600 } }),
        () => get(bench, 'GET signed five minutes ahead', 'a.txt', { signing: { as: 'self', skewSeconds: 300 } }),
        () => get(bench, 'GET signed an hour ahead', 'a.txt', { signing: { as: 'self', skewSeconds: 3600 } }),
        () => get(bench, 'GET without a signature', 'a.txt', { signing: { as: 'nobody' } }),
        () => get(bench, 'HEAD without a signature', 'a.txt', { method: 'HEAD', signing: { as: 'nobody' } }),
        () =>
          get(bench, 'GET of a key that does not exist, without a signature', 'none.txt', {
            signing: { as: 'nobody' },
          }),
      ]),
  },
  {
    id: 'unset-settings',
    settles: ['U8', 'U9'],
    question: {
      en: 'What does a fresh bucket answer for settings that were never made?',
      zh: '新存储桶对从未设置过的配置项返回什么？',
    },
    run: (bench) =>
      inTurn(
        ['policy', 'referer', 'cors', 'strict-signature', 'logging', 'versioning', 'object-lock'].map(
          (name) => () => setting(bench, `GET ?${name}`, 'GET', `${name}=`),
        ),
      ),
  },
  {
    id: 'object-acl',
    settles: ['U10'],
    question: {
      en: 'How does the ACL of an object look that inherits, and of one that is private by itself?',
      zh: '继承权限的对象与自身为私有的对象，其 ACL 有何不同？',
    },
    run: (bench) =>
      inTurn([
        () => put(bench, 'PUT without an ACL', 'inherits.txt'),
        () => get(bench, 'GET ?acl of the object that inherits', 'inherits.txt', { query: 'acl=' }),
        () => put(bench, 'PUT with x-cos-acl: private', 'private.txt', { 'x-cos-acl': 'private' }),
        () => get(bench, 'GET ?acl of the private object', 'private.txt', { query: 'acl=' }),
      ]),
  },
  {
    id: 'archive-and-path-style',
    settles: ['U7'],
    question: {
      en: 'What do archived objects, path-style addresses and .apk downloads get?',
      zh: '归档对象、路径式地址和 .apk 下载会得到什么？',
    },
    run: (bench) =>
      inTurn([
        () => put(bench, 'PUT as ARCHIVE', 'archived.txt', { 'x-cos-storage-class': 'ARCHIVE' }),
        () => get(bench, 'GET of the archived object', 'archived.txt'),
        () => get(bench, 'HEAD of the archived object', 'archived.txt', { method: 'HEAD' }),
        () => get(bench, 'GET by a path-style address', 'a.txt', { style: 'path' }),
        () => put(bench, 'PUT of an .apk', 'app.apk'),
        () => get(bench, 'GET of the .apk', 'app.apk'),
      ]),
  },
  {
    id: 'hotlink-order',
    settles: ['U14', 'U21'],
    question: {
      en: 'Is the referer checked before the signature, and does *.example.com match example.com?',
      zh: 'Referer 是否先于签名检查？*.example.com 是否匹配 example.com？',
    },
    run: (bench) => {
      const rule =
        '<RefererConfiguration><Status>Enabled</Status><RefererType>White-List</RefererType><DomainList><Domain>*.example.com</Domain></DomainList><EmptyReferConfiguration>Deny</EmptyReferConfiguration></RefererConfiguration>';
      const off = rule.replace('Enabled', 'Disabled');
      return inTurn([
        () => setting(bench, 'PUT ?referer: white list *.example.com, no empty referer', 'PUT', 'referer=', rule),
        () =>
          get(bench, 'unsigned GET of a private object, listed referer', 'a.txt', {
            headers: { referer: 'https://www.example.com/' },
            signing: { as: 'nobody' },
          }),
        () =>
          get(bench, 'unsigned GET of a private object, strange referer', 'a.txt', {
            headers: { referer: 'https://other.example.net/' },
            signing: { as: 'nobody' },
          }),
        () =>
          get(bench, 'unsigned GET of a private object, bare domain', 'a.txt', {
            headers: { referer: 'https://example.com/' },
            signing: { as: 'nobody' },
          }),
        () =>
          get(bench, 'signed GET, strange referer', 'a.txt', { headers: { referer: 'https://other.example.net/' } }),
        () => setting(bench, 'PUT ?referer: switched off again', 'PUT', 'referer=', off),
      ]);
    },
  },
  {
    id: 'deny-everyone-with-a-condition',
    settles: ['U13'],
    question: {
      en: 'Does "deny everyone unless the address is …" bind a signed request of the owner?',
      zh: '“除非地址为……否则拒绝所有人”是否约束所有者的签名请求？',
    },
    run: (bench) => {
      const appId = bench.bucket.slice(bench.bucket.lastIndexOf('-') + 1);
      const policy = {
        version: '2.0',
        statement: [
          {
            effect: 'deny',
            principal: { qcs: ['qcs::cam::anyone:anyone'] },
            action: ['name/cos:GetObject'],
            resource: [`qcs::cos:${bench.region}:uid/${appId}:${bench.bucket}/${bench.prefix}*`],
            condition: { ip_not_equal: { 'qcs:ip': ['192.0.2.1'] } },
          },
        ],
      };
      return inTurn([
        () =>
          setting(
            bench,
            'PUT ?policy: deny everyone GetObject unless from 192.0.2.1',
            'PUT',
            'policy=',
            JSON.stringify(policy),
          ),
        () => get(bench, 'signed GET', 'a.txt'),
        () => get(bench, 'unsigned GET', 'a.txt', { signing: { as: 'nobody' } }),
        () => setting(bench, 'DELETE ?policy', 'DELETE', 'policy='),
      ]);
    },
  },
  {
    id: 'conditional-writes',
    settles: ['U18'],
    question: {
      en: 'What do x-cos-forbid-overwrite and If-None-Match do?',
      zh: 'x-cos-forbid-overwrite 与 If-None-Match 的作用是什么？',
    },
    run: (bench) =>
      inTurn([
        () =>
          put(bench, 'PUT with x-cos-forbid-overwrite: true, new key', 'once.txt', {
            'x-cos-forbid-overwrite': 'true',
          }),
        () =>
          put(bench, 'PUT with x-cos-forbid-overwrite: true, existing key', 'once.txt', {
            'x-cos-forbid-overwrite': 'true',
          }),
        () => put(bench, 'PUT with If-None-Match: *, existing key', 'once.txt', { 'if-none-match': '*' }),
        () => get(bench, 'GET right after', 'once.txt'),
      ]),
  },
];
