import type { Text } from '../lang.js';
import { cleanLine } from '../notify/clean.js';
import type { Incident } from './incident.js';
import type { Breach } from './rules-types.js';
import { both, lasting, number, when } from './text-words.js';

/** A value as an attacker may have written it: short, and without the scheme that makes chats turn it into a link. */
function logged(value: string, maxChars = 120): string {
  return cleanLine(value.replace(/\b[a-z][a-z0-9+.-]{1,20}:\/\//gi, ''), maxChars);
}

export function evidenceLines(incident: Incident, timeZone: string): Text[] {
  const lines = incident.breaches.slice(0, 3).map((breach) => breachLine(breach, timeZone));
  const since = when(incident.episodeStartMs, timeZone);
  const last = when(incident.lastSeenMs, timeZone);
  lines.push({ en: `since ${since}, last ${last}`, zh: `自 ${since} 起，最近 ${last}` });
  const { evidence } = incident;
  if (evidence === null) return lines;
  const list = (en: string, zh: string, values: readonly string[], maxChars?: number) => {
    if (values.length === 0) return;
    const text = values.map((value) => logged(value, maxChars)).join(', ');
    lines.push({ en: `${en}: ${text}`, zh: `${zh}：${text}` });
  };
  list('who', '请求者', evidence.requesters.slice(0, 5));
  list('access keys', '密钥', evidence.accessKeys);
  if (evidence.addresses.distinct > 0) {
    const top = evidence.addresses.top.map((address) => logged(address)).join(', ');
    const n = number(evidence.addresses.distinct);
    lines.push({
      en: `from ${n} ${evidence.addresses.distinct === 1 ? 'address' : 'addresses'}: ${top}`,
      zh: `来自 ${n} 个地址：${top}`,
    });
  }
  list(
    'actions',
    '操作',
    evidence.actions.map(({ value, count }) => `${value} × ${number(count)}`),
  );
  if (evidence.paths.distinct > 0) {
    const top = evidence.paths.top
      .slice(0, 3)
      .map((path) => logged(path))
      .join(', ');
    const n = number(evidence.paths.distinct);
    lines.push({
      en: `${n} ${evidence.paths.distinct === 1 ? 'path' : 'paths'}: ${top}`,
      zh: `${n} 个路径：${top}`,
    });
  }
  list('user agents', '客户端', evidence.userAgents.slice(0, 2));
  list('referers', '来源页', evidence.referers.slice(0, 2));
  list('error codes', '错误码', evidence.codes);
  if (evidence.succeeded > 0) {
    const n = number(evidence.succeeded);
    lines.push({
      en: `in the same time ${n} other requests of the same requester succeeded`,
      zh: `同一时间该请求者另有 ${n} 个请求成功`,
    });
  }
  for (const sample of evidence.samples) {
    const text = `${sample.requestId}  ${when(Date.parse(sample.time), timeZone)}  ${sample.method} ${logged(sample.path)}`;
    lines.push({ en: `request id: ${text}`, zh: `请求 ID：${text}` });
  }
  return lines;
}

function breachLine(breach: Breach, timeZone: string): Text {
  const span = lasting(breach.toMs - breach.fromMs);
  const count = number(breach.count);
  const until = when(breach.toMs, timeZone);
  const base: Text = {
    en: `${count} refused within ${span.en} up to ${until}`,
    zh: `截至 ${until} 的 ${span.zh}内拒绝 ${count} 次`,
  };
  const { measure } = breach;
  const add = measureWords(measure);
  return { en: `${base.en}${add.en}`, zh: `${base.zh}${add.zh}` };
}

function measureWords(measure: Breach['measure']): Text {
  switch (measure.type) {
    case 'count':
      return both('');
    case 'share':
      return {
        en: `; in the bucket ${measure.percent.toFixed(1)} % of ${number(measure.requests)} requests were refused`,
        zh: `；该存储桶 ${number(measure.requests)} 个请求中 ${measure.percent.toFixed(1)}% 被拒绝`,
      };
    case 'first-seen':
      return { en: '; this requester was never refused this way before', zh: '；该请求者以前从未这样被拒绝' };
    case 'jump':
      return {
        en: `; usual at this hour: ${measure.usual < 10 ? measure.usual.toFixed(1) : number(measure.usual)}`,
        zh: `；平时此时段约 ${measure.usual < 10 ? measure.usual.toFixed(1) : number(measure.usual)} 次`,
      };
  }
}
