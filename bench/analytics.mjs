// Runs infra/analytics on the embedded engine (chdb) over generated logs and compares every number with `cos403 scan`. `cd bench && npm ci`,
// then `npm run build && node bench/analytics.mjs`. `--write` only writes infra/analytics/kinds.sql anew.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from '../scripts/load-ts.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sql = (name) => readFileSync(join(root, 'infra/analytics', name), 'utf8');
if (process.argv.includes('--write')) {
  const { kindFunction } = await load('infra/analytics/kind-function.ts');
  writeFileSync(join(root, 'infra/analytics/kinds.sql'), kindFunction());
  process.exit(0);
}

const { Session } = await import('chdb');
const { generate } = await import('./generate.mjs');
const folder = mkdtempSync(join(tmpdir(), 'cos403-analytics-'));
const statements = (text) =>
  text
    .replaceAll(/^--.*$/gm, '')
    .split(';')
    .filter((one) => one.trim());

/** Queries of aggregates.sql by name. */
const QUERIES = Object.fromEntries(
  sql('aggregates.sql')
    .split(/^-- name: /m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n')).trim().replace(/;$/, '')]),
);

function same(what, engine, scan) {
  const [a, b] = [JSON.stringify(engine), JSON.stringify(scan)];
  if (a === b) return;
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  throw new Error(
    `${what} differ:\nSQL  ${a.slice(Math.max(0, at - 100), at + 100)}\nscan ${b.slice(Math.max(0, at - 100), at + 100)}`,
  );
}

const iso = (time) => `${time.replace(' ', 'T')}Z`;
const CASES = {
  'usual, 20 buckets, 3 %': { lines: 50_000, rate: 0.03 },
  'one bucket, 50 %, 2,000 requesters': { lines: 50_000, rate: 0.5, buckets: 1, pool: 2_000, seed: 7 },
};
try {
  let version = '';
  for (const [name, shape] of Object.entries(CASES)) {
    const file = join(folder, `${Object.keys(CASES).indexOf(name)}.log.gz`);
    await generate(file, shape);
    const scan = JSON.parse(
      execFileSync(process.execPath, [join(root, 'dist/cli/cos403.js'), 'scan', file, '--format', 'json', '--quiet'], {
        maxBuffer: 1 << 30,
      }).toString(),
    );
    const session = new Session(join(folder, `db-${Object.keys(CASES).indexOf(name)}`));
    const rows = (query) => JSON.parse(session.query(query, 'JSON')).data;
    for (const statement of [...statements(sql('kinds.sql')), ...statements(sql('tables.sql'))])
      session.query(statement);
    session.query(`INSERT INTO cos403_lines SELECT * FROM file('${file}', 'LineAsString', 'line String')`);
    version = rows('SELECT version() AS v')[0].v;

    const [totals] = rows(QUERIES.totals);
    same('totals', Object.values(totals).map(Number), [
      scan.totals.requests,
      scan.totals.denials,
      scan.totals.lookAlikes['402'],
      scan.totals.lookAlikes['451'],
    ]);
    const byBucket = (list) => list.sort((a, b) => (a[0] < b[0] ? -1 : 1));
    same(
      'buckets',
      byBucket(rows(QUERIES.buckets).map((row) => [row.bucket, Number(row.requests), Number(row.denials)])),
      byBucket(scan.buckets.map((one) => [one.bucket, one.requests, one.denials])),
    );
    const key = (one) => one.slice(0, 3).join('\n');
    const sorted = (list) => list.sort((x, y) => (key(x) < key(y) ? -1 : 1));
    // Beyond 1,000 addresses scan estimates their number and says so: there only the numbers that it calls exact are compared.
    const estimated = new Set(
      scan.groups.filter((one) => one.remoteIps.approximate).map((one) => key([one.bucket, one.kind, one.requester])),
    );
    const addresses = (id, count) => (estimated.has(id) ? 'estimated' : count);
    same(
      'groups',
      sorted(
        rows(QUERIES.groups).map((row) => {
          const id = [row.bucket, row.kind, row.who];
          return [
            ...id,
            Number(row.denials),
            iso(row.first_seen),
            iso(row.last_seen),
            addresses(key(id), Number(row.addresses)),
          ];
        }),
      ),
      sorted(
        scan.groups.map((one) => {
          const id = [one.bucket, one.kind, one.requester];
          return [...id, one.count, one.firstSeen, one.lastSeen, addresses(key(id), one.remoteIps.distinct)];
        }),
      ),
    );
    const tops = new Map();
    for (const row of rows(QUERIES.addresses)) {
      const id = key([row.bucket, row.kind, row.who]);
      tops.set(id, [...(tops.get(id) ?? []), [row.remote_ip, Number(row.denials)]]);
    }
    for (const one of scan.groups) {
      const id = key([one.bucket, one.kind, one.requester]);
      if (estimated.has(id)) continue;
      const top = one.remoteIps.top.map((each) => [each.value, each.count]);
      same(`addresses of ${id}`, tops.get(id), top);
    }
    console.log(
      `${name}: ${scan.totals.requests} requests, ${scan.totals.denials} denials, ${scan.buckets.length} buckets, ${scan.groups.length} groups: equal (addresses of ${estimated.size} groups are estimates in scan, not compared)`,
    );
    session.cleanup();
  }
  console.log(`engine: chdb, ClickHouse ${version}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
