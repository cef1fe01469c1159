import { type Flavour, field, parsed, text } from './model.js';

/** Slack incoming webhook: `/services/T…/B…/…`; answers plain text. */
export const slack: Flavour = {
  name: 'slack',
  throttled: (seconds = 1) => text(429, 'rate_limited', false, { headers: { 'Retry-After': String(seconds) } }),
  answer(hook) {
    const parts = /^\/services\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(hook.path);
    if (!parts) return text(404, 'no_team', false);
    const message = parsed(hook.body);
    if (!message || (typeof message['text'] !== 'string' && !Array.isArray(message['blocks']))) {
      return text(400, message ? 'no_text' : 'invalid_payload', false);
    }
    const blocks = Array.isArray(message['blocks']) ? message['blocks'] : [];
    const invalid = blocks.length > 50 || String(message['text'] ?? '').length > 40_000 || blocks.some(isTooBig);
    if (invalid) return text(400, 'invalid_blocks', false);
    // About one a second; short bursts are let through.
    if (hook.limited(parts[0], [{ messages: 3, seconds: 3 }])) {
      return text(429, 'rate_limited', false, { headers: { 'Retry-After': '1' } });
    }
    return { ...text(200, 'ok', true), contentType: 'text/html' };
  },
};

function isTooBig(block: unknown): boolean {
  const body = field(block, 'text', 'text');
  if (field(block, 'type') === 'header') return typeof body !== 'string' || body.length > 150;
  const fields = field(block, 'fields');
  const tooManyFields =
    Array.isArray(fields) && (fields.length > 10 || fields.some((one) => String(field(one, 'text')).length > 2000));
  return tooManyFields || (typeof body === 'string' && body.length > 3000);
}
