import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Compares the command's answer with the generator's truth; throws at the first difference. A time without a right answer counts for nothing. */
export function verify(cli, file) {
  const truth = JSON.parse(readFileSync(`${file}.truth.json`, 'utf8'));
  const text = execFileSync(process.execPath, [cli, 'scan', file, '--format', 'json', '--quiet'], {
    maxBuffer: 1 << 30,
  });
  const result = JSON.parse(text.toString());
  same('lines', result.inputs.lines, truth.lines);
  same('rejected lines', result.inputs.rejectedLines, 0);
  same('denials', result.totals.denials, truth.denials);
  for (const bucket of result.buckets) {
    const expected = truth.buckets[bucket.bucket];
    same(`requests of ${bucket.bucket}`, bucket.requests, expected?.requests);
    same(`denials of ${bucket.bucket}`, bucket.denials, expected?.denials);
  }
  const listed = result.groups.reduce((sum, group) => sum + group.count, 0);
  same('denials in groups and others', listed + result.others.denials, truth.denials);
  const wanted = Object.keys(truth.groups).length;
  if (result.others.denials === 0) {
    same('groups', result.groups.length, wanted);
    for (const group of result.groups) {
      same(
        `group ${group.kind} ${group.requester}`,
        group.count,
        truth.groups[`${group.bucket} ${group.kind} ${group.requester}`],
      );
    }
  }
  return { groups: wanted, denials: truth.denials };
}

function same(what, got, expected) {
  if (got !== expected) throw new Error(`${what}: ${got} instead of ${expected}`);
}
