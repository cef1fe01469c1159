import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Beyond this many distinct values a list estimates their number, within this share (contract 2.1). */
const EXACT = 1000;
const WITHIN = 0.03;

export function truthOf(file) {
  return JSON.parse(readFileSync(`${file}.truth.json`, 'utf8'));
}

/** The sum of several truths: what the files say together. Groups' details do not add up and are left out. */
export function sumOfTruths(truths) {
  const sum = { lines: 0, denials: 0, addresses: null, buckets: {}, groups: {} };
  for (const truth of truths) {
    sum.lines += truth.lines;
    sum.denials += truth.denials;
    for (const [bucket, { requests, denials }] of Object.entries(truth.buckets)) {
      sum.buckets[bucket] ??= { requests: 0, denials: 0 };
      sum.buckets[bucket].requests += requests;
      sum.buckets[bucket].denials += denials;
    }
    for (const [group, count] of Object.entries(truth.groups)) sum.groups[group] = (sum.groups[group] ?? 0) + count;
  }
  return sum;
}

/** Compares the command's answer with the generator's truth; throws at the first difference. A time without a right answer counts for nothing. */
export function verify(cli, files, truth, more = []) {
  const command = [cli, 'scan', ...files, '--format', 'json', '--quiet', ...more];
  const result = JSON.parse(execFileSync(process.execPath, command, { maxBuffer: 1 << 30 }).toString());
  same('lines', result.inputs.lines, truth.lines);
  same('rejected lines', result.inputs.rejectedLines, 0);
  same('requests', result.totals.requests, truth.lines);
  same('denials', result.totals.denials, truth.denials);
  same('buckets', result.buckets.length, Object.keys(truth.buckets).length);
  for (const { bucket, requests, denials } of result.buckets) {
    same(`requests of ${bucket}`, requests, truth.buckets[bucket]?.requests);
    same(`denials of ${bucket}`, denials, truth.buckets[bucket]?.denials);
  }
  const listed = result.groups.reduce((sum, group) => sum + group.count, 0);
  same('denials in groups and others', listed + result.others.denials, truth.denials);
  const wanted = Object.keys(truth.groups).length;
  const complete = result.others.denials === 0;
  if (complete) same('groups', result.groups.length, wanted);
  for (const group of result.groups) {
    const id = `${group.bucket} ${group.kind} ${group.requester}`;
    const count = truth.groups[id];
    if (complete || files.length === 1) same(id, group.count, count);
    else if (!(group.count <= count)) throw new Error(`${id}: ${group.count} of ${count}`);
    if (truth.details !== undefined) verifyDetail(id, group, truth.details[id]);
  }
  return { groups: wanted, denials: truth.denials, listed: result.groups.length, others: result.others.denials };
}

function verifyDetail(id, group, truth) {
  const time = (seconds) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
  same(`${id} first`, group.firstSeen, time(truth.first));
  same(`${id} last`, group.lastSeen, time(truth.last));
  same(`${id} healed`, group.healed, truth.healed);
  same(`${id} successes`, group.succeeded.count, sum(truth.succeeded));
  if (group.countsOnly) return;
  sameCounts(`${id} actions`, group.actions, truth.actions);
  sameCounts(`${id} actions of successes`, group.succeeded.actions, truth.succeeded);
  for (const [list, distinct] of [
    [group.remoteIps, truth.ips],
    [group.paths, truth.paths],
  ]) {
    if (!list.approximate) same(`${id} distinct values`, list.distinct, distinct);
    else if (distinct < EXACT || Math.abs(list.distinct - distinct) > WITHIN * distinct)
      throw new Error(`${id}: about ${list.distinct} distinct values of ${distinct}`);
  }
}

const sum = (counts) => Object.values(counts).reduce((total, n) => total + n, 0);

function sameCounts(what, listed, truth) {
  same(`${what}: number`, listed.length, Object.keys(truth).length);
  for (const { value, count } of listed) same(`${what}: ${value}`, count, truth[value]);
}

export function same(what, got, expected) {
  if (got !== expected) throw new Error(`${what}: ${got} instead of ${expected}`);
}
