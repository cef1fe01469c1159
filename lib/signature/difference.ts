import type { Text } from '../lang.js';
import { decodePercent } from './encode.js';
import { MISTAKES, type MistakeId } from './mistakes.js';

/** The parts of a COS HttpString, line by line. */
export const PARTS = ['method', 'path', 'parameters', 'headers'] as const;
export type Part = (typeof PARTS)[number] | 'sign-time' | 'string-to-sign';

/** Where the server's view and the client's first part ways. */
export interface Difference {
  readonly part: Part;
  /** 1-based line of HttpString (for `sign-time`: of StringToSign). */
  readonly line: number;
  readonly client: string;
  readonly server: string;
  readonly mistake: MistakeId | null;
  readonly why: Text;
}

/** Compares HttpString of the client's request with the server's FormatString; `null` when they are the same. */
export function firstDifference(client: string, server: string): Difference | null {
  const [mine, theirs] = [client.split('\n'), server.split('\n')];
  for (const [index, part] of PARTS.entries()) {
    const [a, b] = [mine[index] ?? '', theirs[index] ?? ''];
    if (a === b) continue;
    const mistake = REASON[part](a, b);
    return { part, line: index + 1, client: a, server: b, mistake, why: mistake ? MISTAKES[mistake] : GENERAL[part] };
  }
  return null;
}

const GENERAL: Readonly<Record<(typeof PARTS)[number], Text>> = {
  method: { en: 'The server saw another method than was signed.', zh: '服务器看到的请求方法与签名时不同。' },
  path: { en: 'The server saw another path than was signed.', zh: '服务器看到的路径与签名时不同。' },
  parameters: {
    en: 'The server saw other query parameters than were signed.',
    zh: '服务器看到的查询参数与签名时不同。',
  },
  headers: { en: 'The server saw other header values than were signed.', zh: '服务器看到的请求头与签名时不同。' },
};

const REASON: Readonly<Record<(typeof PARTS)[number], (client: string, server: string) => MistakeId | null>> = {
  method: (client, server) => (client.toLowerCase() === server.toLowerCase() ? 'method-case' : 'method'),
  path: pathReason,
  parameters: (client, server) => pairReason(client, server, 'params', 'param-values'),
  headers: headerReason,
};

function pathReason(client: string, server: string): MistakeId | null {
  if (decodePercent(decodePercent(server)) === client && /%25/i.test(encodeURI(server))) return 'path-double-encoded';
  if (decodePercent(client) === server) return 'path-encoded';
  if (decodePercent(server) === client) return 'path-double-encoded';
  if (client.replace(/\+/g, ' ') === server.replace(/\+/g, ' ')) return 'path-plus';
  const slashes = (path: string) => path.replace(/\/+/g, '/').replace(/^\/|\/$/g, '');
  if (slashes(client) === slashes(server)) return 'path-leading-slash';
  if (client.normalize('NFC') === server.normalize('NFC')) return 'path-normalisation';
  if (
    Buffer.from(server, 'latin1').toString('utf8') === client ||
    Buffer.from(client, 'latin1').toString('utf8') === server
  ) {
    return 'path-normalisation';
  }
  if (client === '/' || server === '/') return 'path-root';
  const withoutFirst = (path: string) => path.replace(/^\/[^/]+/, '');
  if (withoutFirst(client) === server || withoutFirst(server) === client) return 'path-bucket';
  if (/(^|\/)\.{1,2}(\/|$)/.test(client) || /(^|\/)\.{1,2}(\/|$)/.test(server)) return 'path-dot-segments';
  return null;
}

const names = (line: string) =>
  line
    .split('&')
    .map((pair) => pair.split('=')[0] ?? '')
    .filter(Boolean);
const pairValue = (line: string, name: string) =>
  line
    .split('&')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

function headerReason(client: string, server: string): MistakeId | null {
  const there = new Set(names(server));
  if (names(client).some((name) => !there.has(name))) return 'header-missing';
  if (pairValue(client, 'host') !== pairValue(server, 'host')) return 'host';
  if (pairValue(client, 'content-type') !== pairValue(server, 'content-type')) return 'content-type';
  return pairReason(client, server, 'header-list', 'header-values');
}

function pairReason(client: string, server: string, list: MistakeId, values: MistakeId): MistakeId | null {
  if (names(client).sort().join() !== names(server).sort().join()) return list;
  if (names(client).join() !== names(server).join()) return list;
  return decodePercent(client) === decodePercent(server) ||
    client.replace(/\+/g, '%20') === server.replace(/\+/g, '%20')
    ? values
    : null;
}
