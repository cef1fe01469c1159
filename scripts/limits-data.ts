import { hostileLine } from '../test/hostile/hostile-log.js';
import { logLine } from '../test/ingest/logs.js';
import { lines as logLines, partialOf as partialIn } from '../test/report/state.js';

/** Inputs of scripts/limits.mjs, made by what the tests make theirs with. */
const TIME = '2026-11-23T02:00:00Z';

export async function partialOf(): Promise<Buffer> {
  return (await partialIn('a', '2026-11-23T02:05:00Z', logLines(TIME, 20))).body;
}

/** A third each: refused for lack of a permission, by CORS, by hotlink protection. So each kind of setting is looked at. */
const REFUSED = [
  { name: 'permission', requester: '100000000001:100000000002' },
  { name: 'CORS', eventName: 'OPTIONSObject', method: 'OPTIONS', errorCode: 'AccessForbidden', message: '-' },
  { name: 'referer', message: 'You are denied by bucket referer rule' },
] as const;

/** `count` refusals in the bucket of the snapshots, as pieces of a log file. */
export function* lines(count: number): Generator<string> {
  for (let i = 0; i < count; i++) {
    const referer = `https://page-${i}.example.org/x`;
    yield `${hostileLine({ path: `/a/${i % 10}.txt`, referer, ...REFUSED[i % REFUSED.length]! }, i)}\n`;
  }
}

export function denialLine(n: number): string {
  const id = Buffer.from(`NmFiYzEyMzQ=_${n}`).toString('base64');
  return `${logLine({ time: TIME, requester: `100000000001:${200_000_000_000 + n}`, id })}\n`;
}

/** A policy of about so many bytes that comes close to everything and grants nothing of it. */
export function policyOf(bytes: number, isBucketPolicy: boolean): object {
  const statement: object[] = [];
  for (let size = 0, i = 0; size < bytes; i++) {
    const one = {
      effect: i % 2 === 0 ? 'deny' : 'allow',
      ...(isBucketPolicy ? { principal: { qcs: [`qcs::cam::uin/100000000001:uin/${300_000_000_000 + i}`] } } : {}),
      action: ['name/cos:Get*', 'name/cos:*Object*'],
      resource: [`qcs::cos:ap-guangzhou:uid/1250000000:b-1250000000/*${'a*'.repeat(20)}${i}`],
      condition: { string_like: { 'cos:prefix': ['*a*a*a*a*b'] }, ip_not_equal: { 'qcs:ip': ['203.0.113.0/24'] } },
    };
    statement.push(one);
    size += JSON.stringify(one).length + 1;
  }
  return { version: '2.0', statement };
}

export const sourceNames = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `site-${i}.example.com`);
