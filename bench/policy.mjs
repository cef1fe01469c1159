// One million decisions of the access model: `node bench/policy.mjs [decisions]`. Prints decisions per second, without and with explanations,
// for a small account, a policy of 100 statements, and a policy full of wildcards.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const decisions = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'cos403-bench-'));
const outfile = join(folder, 'simulate.mjs');
const entry = new URL('../lib/policy/simulate.ts', import.meta.url).pathname;
await build({
  entryPoints: [entry],
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  outfile,
  logLevel: 'error',
});
const { simulate } = await import(pathToFileURL(outfile).href);
rmSync(folder, { recursive: true });

const ROOT = '100000000001';
const BUCKET = 'examplebucket-1250000000';
const resource = (path) => `qcs::cos:ap-guangzhou:uid/1250000000:${BUCKET}/${path}`;

function account(statements, bucketStatements) {
  const keys = Array.from({ length: 100 }, (_, i) => [`img/${i}/photo.jpg`, { exists: true, acl: null }]);
  const users = Array.from({ length: 10 }, (_, i) => [
    `10000000001${i}`,
    {
      type: 'sub',
      policies: [{ name: 'p', document: { version: '2.0', statement: statements } }],
      groups: [],
      boundary: null,
    },
  ]);
  return {
    schema: 'cos403.snapshot/1',
    takenAt: '2026-11-23T10:00:00Z',
    account: { ownerUin: ROOT, appId: '1250000000' },
    buckets: {
      [BUCKET]: {
        region: 'ap-guangzhou',
        ownerUin: ROOT,
        acl: { grants: [{ grantee: `qcs::cam::uin/${ROOT}:uin/${ROOT}`, permission: 'FULL_CONTROL' }] },
        policy: { version: '2.0', statement: bucketStatements },
        objects: Object.fromEntries(keys),
      },
    },
    cam: { complete: true, users: Object.fromEntries(users) },
  };
}

const requests = Array.from({ length: 1000 }, (_, i) => ({
  requester: i % 3 === 0 ? 'anonymous' : `${ROOT}:10000000001${i % 10}`,
  action: `name/cos:${['GetObject', 'PutObject', 'HeadObject', 'DeleteObject'][i % 4]}`,
  bucket: BUCKET,
  key: `img/${i % 100}/photo.jpg`,
  context: { 'qcs:ip': `203.0.113.${i % 250}` },
}));
const deny = {
  effect: 'deny',
  principal: { qcs: ['qcs::cam::anyone:anyone'] },
  action: ['name/cos:PutObject'],
  resource: [resource('*')],
  condition: { ip_not_equal: { 'qcs:ip': ['10.0.0.0/8', '192.168.0.0/16'] } },
};
const small = account(
  [{ effect: 'allow', action: ['name/cos:GetObject', 'name/cos:HeadObject'], resource: [resource('img/*')] }],
  [deny],
);
const hundred = account(
  Array.from({ length: 100 }, (_, i) => ({ effect: 'allow', action: 'cos:Get*', resource: resource(`doc/${i}/*`) })),
  [deny],
);
const wild = account(
  Array.from({ length: 20 }, (_, i) => ({
    effect: 'allow',
    action: '*',
    resource: resource(`${'*i*g*/'.repeat(150)}${i}`),
  })),
  [deny],
);

for (const [name, snapshot, share] of [
  ['small account', small, 1],
  ['100 statements', hundred, 10],
  ['20 KB of wildcards', wild, 10],
]) {
  for (const explain of [false, true]) {
    const count = Math.ceil(decisions / share / (explain ? 4 : 1));
    const found = { allow: 0, deny: 0, unknown: 0 };
    for (let i = 0; i < 2000; i++) simulate(requests[i % 1000], snapshot, { explain });
    // Processor time: what else the machine does is not ours to measure.
    const start = process.cpuUsage();
    for (let i = 0; i < count; i++) found[simulate(requests[i % 1000], snapshot, { explain }).decision]++;
    const seconds = process.cpuUsage(start).user / 1e6;
    const rate = Math.round(count / seconds).toLocaleString('en');
    console.log(
      `${name.padEnd(20)} ${explain ? 'explained' : 'decided  '} ${count} in ${seconds.toFixed(1)} s of processor time: ${rate}/s ${JSON.stringify(found)}`,
    );
  }
}
