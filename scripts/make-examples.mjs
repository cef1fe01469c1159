// Writes examples/logs and nothing else: an hour of one invented account in which ten different things go wrong.
// Seeded, so that the same records come out each time; the README and the demo read them.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

let state = 403;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const pick = (list) => list[Math.floor(random() * list.length)];

const OWNER = '100000000001';
const MEDIA = 'media-1250000000';
const BACKUP = 'backup-1250000000';
const REGION = 'ap-guangzhou';
const START = Date.UTC(2026, 10, 22, 14, 0, 0) / 1000;
const hostOf = (bucket) => `${bucket}.cos.${REGION}.myqcloud.com`;

/** 36 characters, as permanent keys have; the id says whose it is. */
const key = (name) => `AKID${(name + 'EXAMPLEKEYOFNOBODY'.repeat(3)).slice(0, 32)}`;
const KEYS = { web: key('WEBSERVER'), ci: key('CIDEPLOY'), old: key('OLDUPLOADER'), etl: key('ETLJOB') };
const USERS = { web: '100000000002', ci: '100000000003', old: '100000000004', etl: '100000000005' };

const quoted = (text) => (/\s/.test(text) ? `"${text}"` : text);
const requestId = (second) =>
  Buffer.from(
    `${second.toString(16)}_18206364_${(0xcc00 + Math.floor(random() * 255)).toString(16)}_${Math.floor(random() * 2 ** 27).toString(16)}`,
  ).toString('base64');

function record(second, fields) {
  const f = {
    bucket: MEDIA,
    event: 'GETObject',
    ip: '203.0.113.7',
    keyId: '-',
    path: '/',
    method: 'GET',
    agent: 'Mozilla/5.0 (X11; Linux x86_64)',
    status: 200,
    code: '-',
    message: '-',
    source: 'USER',
    storage: 'STANDARD',
    requester: '-',
    referer: '-',
    query: '',
    vpc: 0,
    ...fields,
  };
  const host = f.host ?? hostOf(f.bucket);
  const target = (f.uriPath ?? f.path) + (f.query ? `?${f.query}` : '');
  const iso = new Date(second * 1000).toISOString().replace('.000', '');
  return [
    '1.0',
    f.bucket,
    REGION,
    iso,
    host,
    f.event,
    f.ip,
    f.keyId,
    '-',
    0,
    0,
    f.path,
    f.method,
    quoted(f.agent),
    f.status,
    quoted(f.code),
    quoted(f.message),
    f.status === 403 ? 480 : 20_000 + Math.floor(random() * 1e6),
    10 + Math.floor(random() * 80),
    f.source,
    f.status === 403 && f.code !== 'InvalidObjectState' ? '-' : f.storage,
    OWNER,
    8,
    f.requester,
    requestId(second),
    '-',
    '-',
    '-',
    f.referer,
    `"${f.method} ${target} HTTP/1.1"`,
    `"${f.vpc}"`,
  ].join(' ');
}

const denied = (code, message) => ({ status: 403, code, message });
const user = (name) => ({ keyId: KEYS[name], requester: `${OWNER}:${USERS[name]}` });
const presigned = (name, from, to) =>
  `q-sign-algorithm=sha1&q-ak=${KEYS[name]}&q-sign-time=${from}%3B${to}&q-key-time=${from}%3B${to}&q-header-list=host&q-url-param-list=&q-signature=${'0123456789abcdef'.repeat(3).slice(0, 40)}`;

const SDK = 'cos-nodejs-sdk-v5-3.0.0';
const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36';
const CORS =
  "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Requet-Headers are not whitelisted by the resource's CORS spec";

const lines = [];
const add = (second, fields) => lines.push([second, record(second, fields)]);
for (let second = START; second < START + 3600; second += 2) {
  add(second, {
    ...user('web'),
    path: `/img/${Math.floor(random() * 900)}.jpg`,
    agent: BROWSER,
    ip: `198.51.100.${Math.floor(random() * 200)}`,
  });
}
// A policy change, and what it broke: the build user loses its right to upload below releases/.
add(START + 1205, {
  event: 'PUTBucketPolicy',
  method: 'PUT',
  query: 'policy=',
  requester: `${OWNER}:${OWNER}`,
  keyId: key('ROOTCONSOLE'),
  agent: 'tencentcloud-cos-console',
});
for (let i = 0; i < 60; i++)
  add(START + 60 + i * 19, {
    ...user('ci'),
    event: 'PUTObject',
    method: 'PUT',
    path: `/releases/app-${i}.zip`,
    agent: SDK,
    ip: '203.0.113.40',
  });
for (let i = 0; i < 37; i++)
  add(START + 1440 + i * 50, {
    ...user('ci'),
    event: 'PUTObject',
    method: 'PUT',
    path: `/releases/app-${60 + i}.zip`,
    agent: SDK,
    ip: '203.0.113.40',
    ...denied('AccessDenied', 'Access Denied.'),
  });
// A disabled key that forty cameras still use.
for (let i = 0; i < 160; i++)
  add(START + i * 22, {
    keyId: KEYS.old,
    event: 'PUTObject',
    method: 'PUT',
    path: `/cam/${i % 40}/still.jpg`,
    agent: 'tencentcloud-sdk-python',
    ip: `192.0.2.${10 + (i % 40)}`,
    ...denied('InvalidAccessKeyId', 'The Access Key Id you provided does not exist in our records'),
  });
// Links in a newsletter that were signed for one hour, three hours ago.
for (let i = 0; i < 24; i++) {
  const at = START + 300 + i * 120;
  add(at, {
    ...user('web'),
    path: '/news/2026-11.pdf',
    query: presigned('web', START - 10800, START - 7200),
    agent: BROWSER,
    ip: `198.51.100.${i}`,
    ...denied('AccessDenied', 'Request has expired'),
  });
}
// Another site embeds the pictures; and a browser without a referer.
for (let i = 0; i < 44; i++)
  add(START + 40 + i * 70, {
    path: `/img/${i}.jpg`,
    agent: BROWSER,
    ip: `198.51.100.${100 + i}`,
    referer: 'https://copycat.example.net/gallery',
    ...denied('AccessDenied', 'You are denied by bucket referer rule'),
  });
// A new front end whose origin nobody added to the CORS rules.
for (let i = 0; i < 18; i++)
  add(START + 900 + i * 60, {
    event: 'OPTIONSObject',
    method: 'OPTIONS',
    path: `/upload/${i}.png`,
    agent: BROWSER,
    ip: `198.51.100.${60 + i}`,
    referer: 'https://beta.example.com/',
    ...denied('AccessForbidden', CORS),
  });
// Old archives read without restoring them first.
for (let i = 0; i < 9; i++)
  add(START + 500 + i * 300, {
    bucket: BACKUP,
    ...user('etl'),
    path: `/2024/dump-0${i}.tar`,
    agent: SDK,
    ip: '10.0.3.4',
    vpc: 3150325,
    storage: 'ARCHIVE',
    ...denied('InvalidObjectState', 'The operation is not valid for the object storage class.'),
  });
// A server whose clock is an hour off.
for (let i = 0; i < 6; i++)
  add(START + 700 + i * 400, {
    bucket: BACKUP,
    ...user('etl'),
    event: 'PUTObject',
    method: 'PUT',
    path: `/daily/${i}.tar`,
    agent: SDK,
    ip: '10.0.3.9',
    vpc: 3150325,
    ...denied('RequestTimeTooSkewed', "The difference between the request time and the server's time is too large."),
  });
// People open a private document without a signature.
for (let i = 0; i < 12; i++)
  add(START + 200 + i * 200, {
    bucket: BACKUP,
    path: `/reports/q${1 + (i % 4)}.pdf`,
    agent: BROWSER,
    ip: `198.51.100.${200 + (i % 5)}`,
    ...denied('AccessDenied', 'Access Denied.'),
  });
// A tool that still uses path-style addresses on a bucket created after 2024.
for (let i = 0; i < 7; i++)
  add(START + 1000 + i * 300, {
    ...user('etl'),
    host: `cos.${REGION}.myqcloud.com`,
    uriPath: `/${MEDIA}/data/${i}.parquet`,
    path: `/data/${i}.parquet`,
    agent: 'aws-sdk-go-v2/1.30.5 os/linux lang/go#1.22.9',
    ip: '10.0.3.4',
    vpc: 3150325,
    ...denied(
      'PathStyleDomainForbidden',
      'The bucket you are attempting to access must be addressed using COS virtual-styled domain.',
    ),
  });
// A scanner.
for (let i = 0; i < 75; i++)
  add(START + 2000 + i, {
    bucket: BACKUP,
    path: `/${pick(['.env', 'wp-login.php', 'admin', 'config', 'backup', '.git/HEAD', 'db.sql', 'id_rsa'])}${i}`,
    agent: 'zgrab/0.x',
    ip: '192.0.2.250',
    ...denied('AccessDenied', 'Access Denied.'),
  });

lines.sort((a, b) => a[0] - b[0]);
rmSync('examples/logs', { recursive: true, force: true });
const folder = 'examples/logs/2026/11/22';
mkdirSync(folder, { recursive: true });
const half = Math.ceil(lines.length / 2);
for (const [index, part] of [lines.slice(0, half), lines.slice(half)].entries()) {
  writeFileSync(
    `${folder}/202611221${4 + index}3500_7f3c9a_${index}.gz`,
    gzipSync(`${part.map(([, line]) => line).join('\n')}\n`, { level: 9 }),
  );
}
