import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { here } from './data.mjs';
import { REFUSALS } from './generate.mjs';
import { NODE } from './measure.mjs';
import { same } from './verify.mjs';

const installed = (name) => existsSync(join(here, 'node_modules', name));
const peer = (name) => join(here, 'peers', name);

/**
 * Other tools that do the job on gzip files: exact denials by bucket, code, message and requester, requests and denials by bucket, distinct
 * addresses of the denials, printed as rows. By name; those that are not installed are left out.
 */
export function peersFor(files) {
  const all = files.join(' ');
  return {
    'zcat | mawk': `zcat ${all} | mawk -f ${peer('count.awk')}`,
    ...(installed('@duckdb/node-api') ? { DuckDB: `${NODE} ${peer('duckdb.mjs')} ${all}` } : {}),
    ...(installed('chdb') ? { ClickHouse: `${NODE} ${peer('clickhouse.mjs')} ${all}` } : {}),
    'Node readline': `${NODE} ${peer('readline.mjs')} ${all}`,
  };
}

/** Runs a peer's command once and compares every row that it prints with the truth. */
export function verifyPeer(command, truth) {
  const kinds = new Map(REFUSALS.map(([kind, code, message]) => [`${code}\t${message}`, kind]));
  const text = execFileSync('bash', ['-c', `set -o pipefail; ${command} 2> /dev/null`], {
    maxBuffer: 1 << 30,
  }).toString();
  const groups = {};
  let buckets = 0;
  for (const row of text.split('\n')) {
    const [tag, bucket, ...rest] = row.split('\t');
    if (tag === 'B') {
      buckets++;
      same(`requests of ${bucket}`, Number(rest[0]), truth.buckets[bucket]?.requests);
      same(`denials of ${bucket}`, Number(rest[1]), truth.buckets[bucket]?.denials);
    } else if (tag === 'G') {
      const [code, message, who, count] = rest;
      groups[`${bucket} ${kinds.get(`${code}\t${message}`)} ${who}`] = Number(count);
    } else if (tag === 'A' && truth.addresses !== null) same('addresses', Number(bucket), truth.addresses);
  }
  same('buckets', buckets, Object.keys(truth.buckets).length);
  same('groups', Object.keys(groups).length, Object.keys(truth.groups).length);
  for (const [group, count] of Object.entries(groups)) same(group, count, truth.groups[group]);
}

// A user agent is quoted only when it holds spaces, which GoAccess's formats cannot say: sed quotes the others.
const QUOTE_AGENTS = `sed -E 's/^(([^ ]+ ){13})([^" ][^ ]*) /\\1"\\3" /'`;
const GOACCESS_FORMAT = '%^ %v %^ %dT%tZ %^ %^ %h %^ %^ %^ %b %U %m "%u" %s %^';

/** GoAccess answers the number of 403s only: its command and its check, or null when it is not installed. */
export function goaccess(file) {
  if (spawnSync('goaccess', ['--version']).status !== 0) return null;
  const command = `zcat ${file} | ${QUOTE_AGENTS} | goaccess - --no-global-config --no-progress --log-format='${GOACCESS_FORMAT}' --date-format=%Y-%m-%d --time-format=%H:%M:%S -o json`;
  return {
    command,
    verify: (truth) => {
      const text = execFileSync('bash', ['-c', `${command} 2> /dev/null`], { maxBuffer: 1 << 30 }).toString();
      const answer = JSON.parse(text);
      const denied = answer.status_codes.data
        .flatMap((row) => row.items ?? [])
        .find((row) => row.data.startsWith('403'));
      same('denials', denied?.hits.count, truth.denials);
    },
  };
}
