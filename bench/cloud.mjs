// `node cloud.mjs LOG.gz`: a local cloud that holds one log object; prints its address and serves until it is killed.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { load } from '../scripts/load-ts.mjs';

const { startLocalCloud, parts } = await load('infra/local-cloud/index.ts');
const LOGS = 'logs-1250000000';
const cloud = await startLocalCloud({
  parts,
  logs: { everyFiveMinutes: false },
  scenario: { schema: 'cos403.scenario/1', buckets: { [LOGS]: {} } },
});
const body = readFileSync(process.argv[2]);
cloud.state.buckets.get(LOGS).objects.set('access/a.gz', [
  {
    versionId: '',
    deleteMarker: false,
    body,
    etag: `"${createHash('md5').update(body).digest('hex')}"`,
    lastModifiedMs: Date.now(),
    storageClass: 'STANDARD',
    restore: null,
    grants: null,
    headers: {},
    tags: null,
    appendable: false,
  },
]);
console.log(cloud.url);
