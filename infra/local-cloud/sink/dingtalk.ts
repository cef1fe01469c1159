import { createHmac } from 'node:crypto';
import { bytes, type Flavour, field, type Hook, isNear, json, parsed } from './model.js';

const TOO_FAST = { errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' };
const TYPES = ['text', 'markdown', 'link', 'actionCard', 'feedCard'];

/** DingTalk custom robot: `/robot/send?access_token=…[&timestamp=…&sign=…]`; over 20 a minute it is blocked for ten. */
export const dingtalk: Flavour = {
  name: 'dingtalk',
  throttled: () => json(200, TOO_FAST, false),
  answer(hook) {
    const refuse = (errcode: number, errmsg: string) =>
      json(200, { errcode, errmsg }, false, { signature: signature.state });
    const signature = signatureOf(hook);
    const token = hook.query.get('access_token');
    if (hook.path !== '/robot/send' || !token) return refuse(300005, 'token is not exist');
    if (signature.problem) return refuse(310000, signature.problem);
    const message = parsed(hook.body);
    const type = String(message?.['msgtype']);
    if (!message || !TYPES.includes(type) || message[type] === undefined)
      return refuse(40035, '缺少参数 msgtype or content');
    if (type === 'markdown' && (!field(message, type, 'title') || !field(message, type, 'text'))) {
      return refuse(40035, '缺少参数 title or text');
    }
    if (bytes(hook.body) > 20_000) return refuse(460101, 'message too long, exceed 20000 bytes');
    if (hook.settings.keyword !== undefined && !hook.body.includes(hook.settings.keyword)) {
      return refuse(310000, 'keywords not in content');
    }
    if (hook.limited(token, [{ messages: 20, seconds: 60, blockSeconds: 600 }])) {
      return json(200, TOO_FAST, false, { signature: signature.state });
    }
    return json(200, { errcode: 0, errmsg: 'ok' }, true, { signature: signature.state });
  },
};

function signatureOf(hook: Hook): { state: 'valid' | 'invalid' | 'unchecked' | 'none'; problem: string | null } {
  const sign = hook.query.get('sign');
  const timestamp = hook.query.get('timestamp');
  const { secret } = hook.settings;
  if (sign === null && timestamp === null) {
    return { state: 'none', problem: secret === undefined ? null : 'sign not match, more: missing sign' };
  }
  // Milliseconds, within an hour.
  if (!/^\d{13}$/.test(timestamp ?? '') || !isNear(hook, Number(timestamp), 3600)) {
    return { state: 'invalid', problem: 'invalid timestamp' };
  }
  if (secret === undefined) return { state: 'unchecked', problem: null };
  const expected = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
  return sign === expected ? { state: 'valid', problem: null } : { state: 'invalid', problem: 'sign not match' };
}
