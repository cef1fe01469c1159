import { bytes, type Flavour, field, json, parsed } from './model.js';

const FREQUENCY = { errcode: 45009, errmsg: 'api freq out of limit' };
/** Byte limits of the content by message type (reference 4.2). */
const LIMITS: Readonly<Record<string, number>> = { text: 2048, markdown: 4096, markdown_v2: 4096 };
const TYPES = ['text', 'markdown', 'markdown_v2', 'news', 'template_card', 'image', 'file', 'voice'];

/** WeCom group robot: `/cgi-bin/webhook/send?key=…`; errors are HTTP 200 with an `errcode`. */
export const wecom: Flavour = {
  name: 'wecom',
  throttled: () => json(200, FREQUENCY, false),
  answer(hook) {
    const refuse = (errcode: number, errmsg: string) => json(200, { errcode, errmsg }, false);
    const key = hook.query.get('key');
    if (hook.path !== '/cgi-bin/webhook/send' || !key) {
      return refuse(
        93000,
        'invalid webhook url, hint: [0], more info at https://open.work.weixin.qq.com/devtool/query?e=93000',
      );
    }
    const message = parsed(hook.body);
    if (!message) return refuse(40008, 'invalid message type');
    const type = String(message['msgtype']);
    if (!TYPES.includes(type) || message[type] === undefined) return refuse(40008, 'invalid message type');
    const limit = LIMITS[type];
    const content = field(message, type, 'content');
    if (limit !== undefined) {
      if (typeof content !== 'string' || content === '')
        return refuse(44004, 'content size out of limit: empty content');
      if (bytes(content) > limit) return refuse(40058, `${type}.content exceed max length ${limit}`);
    }
    if (hook.limited(key, [{ messages: 20, seconds: 60 }])) return json(200, FREQUENCY, false);
    return json(200, { errcode: 0, errmsg: 'ok' }, true);
  },
};
