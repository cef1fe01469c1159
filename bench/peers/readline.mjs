// What one writes first: zlib, readline, one regular expression for each line. `node readline.mjs FILE…`
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

const LINE =
  /^\S+ (\S+) \S+ \S+ \S+ \S+ (\S+) (\S+) \S+ \S+ \S+ \S+ \S+ (?:"[^"]*"|\S+) (\d+) (\S+) (?:"([^"]*)"|(\S+)) \S+ \S+ \S+ \S+ \S+ \S+ (\S+) /;
const buckets = new Map();
const groups = new Map();
const addresses = new Set();
for (const file of process.argv.slice(2)) {
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
    const match = LINE.exec(line);
    if (match === null) continue;
    const [, bucket, ip, key, status, code, quoted, plain, requester] = match;
    let counts = buckets.get(bucket);
    if (counts === undefined) buckets.set(bucket, (counts = [0, 0]));
    counts[0]++;
    if (status !== '403') continue;
    counts[1]++;
    const who = requester !== '-' ? requester : key === '-' ? 'anonymous' : `key:${key}`;
    const group = `${bucket}\t${code}\t${quoted ?? plain}\t${who}`;
    groups.set(group, (groups.get(group) ?? 0) + 1);
    addresses.add(ip);
  }
}
const rows = [...buckets].map(([bucket, counts]) => `B\t${bucket}\t${counts.join('\t')}`);
for (const [group, count] of groups) rows.push(`G\t${group}\t${count}`);
rows.push(`A\t${addresses.size}`);
process.stdout.write(`${rows.join('\n')}\n`);
