import type { Joined } from './join.js';
import { uniqueBy } from './join.js';
import type { Param, Params } from './template.js';
import type { View } from './view.js';

const SHOWN = 5;

/** What every cause's texts can name: taken from the parts, most frequent first. */
export function commonParams(joined: Joined, view: View): Params {
  const { parts } = joined;
  const shapes = uniqueBy(
    parts.map(({ part }) => part.shape),
    (shape) => JSON.stringify([shape.action, shape.host, shape.accessKeyId, shape.referer, shape.method]),
  );
  const first = shapes[0];
  const actions = [...new Set(shapes.map((shape) => shape.action))].sort();
  const paths = [...new Set(parts.flatMap(({ part }) => (part.request ? [part.request.path] : [])))];
  const addresses = [...new Set(parts.flatMap(({ part }) => (part.request ? [part.request.remoteIp] : [])))];
  return {
    bucket: view.group.bucket === '-' ? { en: 'the account', zh: '账号' } : view.group.bucket,
    requester: requesterText(view),
    owner: view.owner ?? '-',
    actions: list(actions, '操作'),
    path: paths[0] ?? '/',
    addresses: list(addresses.length > 0 ? addresses : view.group.remoteIps.top.map((entry) => entry.value), '地址'),
    host: first?.host ?? view.group.hosts.top[0]?.value ?? '-',
    key: first && first.accessKeyId !== '-' ? first.accessKeyId : (view.group.accessKeys[0]?.value ?? '-'),
    method: first?.method ?? '-',
    referer: first?.referer ?? '-',
    message: messageOf(view),
  };
}

/** What COS answered most. Variable parts of messages are counted as `{value}`; a reader needs no braces. */
export function messageOf({ group }: View, message = group.messages[0]?.value ?? '-'): string {
  return message.replace(/\{[a-z]+\}/g, '…');
}

function requesterText(view: View): Param {
  return view.identity.type === 'anonymous' ? { en: 'everyone (unsigned)', zh: '匿名访问者' } : view.group.requester;
}

/** `noun`: what a longer list counts, in Chinese. */
function list(values: readonly string[], noun: string): Param {
  if (values.length === 0) return '-';
  const rest = values.length - SHOWN;
  const shown = values.slice(0, SHOWN);
  return {
    en: shown.join(', ') + (rest > 0 ? ` and ${rest} more` : ''),
    zh: shown.join('、') + (rest > 0 ? ` 等 ${values.length} 个${noun}` : ''),
  };
}
