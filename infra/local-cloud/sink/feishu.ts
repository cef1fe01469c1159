import { createHmac } from 'node:crypto';
import { bytes, type Flavour, type Hook, isNear, json, parsed } from './model.js';

const TYPES = ['text', 'post', 'image', 'share_chat', 'interactive'];
const TOO_MANY = {
  code: 11232,
  msg: 'create message trigger frequency limit, ext=Maximum requests per minute',
  data: {},
};

/** Feishu and Lark custom bot: `/open-apis/bot/v2/hook/<token>`; the signature is in the body. */
export const feishu: Flavour = {
  name: 'feishu',
  throttled: () => json(200, TOO_MANY, false),
  answer(hook) {
    const token = /^\/open-apis\/bot\/v2\/hook\/([\w-]+)$/.exec(hook.path)?.[1];
    const message = parsed(hook.body);
    if (!token) return json(200, { code: 19001, msg: 'param invalid: incoming webhook access token invalid' }, false);
    if (!message) return json(200, { code: 9499, msg: 'Bad Request', data: {} }, false);
    const signature = signatureOf(hook, message);
    const refuse = (code: number, msg: string) => json(200, { code, msg, data: {} }, false, { signature });
    const needed = hook.settings.secret !== undefined;
    if (signature === 'invalid' || (needed && signature === 'none')) {
      return refuse(19021, 'sign match fail or timestamp is not within one hour from current time');
    }
    const type = String(message['msg_type']);
    const content = type === 'interactive' ? message['card'] : message['content'];
    if (!TYPES.includes(type) || content === undefined) return refuse(9499, 'Bad Request');
    if (bytes(hook.body) > 20 * 1024) return refuse(9499, 'Bad Request: request body is larger than 20 KB');
    if (hook.settings.keyword !== undefined && !hook.body.includes(hook.settings.keyword))
      return refuse(19024, 'Key Words Not Found');
    if (
      hook.limited(token, [
        { messages: 100, seconds: 60 },
        { messages: 5, seconds: 1 },
      ])
    ) {
      return json(200, TOO_MANY, false, { signature });
    }
    return json(200, { StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' }, true, {
      signature,
    });
  },
};

/** Seconds; the key of the HMAC is timestamp and secret, its text is empty. */
function signatureOf(hook: Hook, message: Record<string, unknown>): 'valid' | 'invalid' | 'unchecked' | 'none' {
  const { timestamp, sign } = message;
  if (timestamp === undefined && sign === undefined) return 'none';
  if (!/^\d{10}$/.test(String(timestamp)) || !isNear(hook, Number(timestamp) * 1000, 3600)) return 'invalid';
  const { secret } = hook.settings;
  if (secret === undefined) return 'unchecked';
  return createHmac('sha256', `${String(timestamp)}\n${secret}`)
    .update('')
    .digest('base64') === sign
    ? 'valid'
    : 'invalid';
}
