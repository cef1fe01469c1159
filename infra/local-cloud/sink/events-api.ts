import { createHmac, timingSafeEqual } from 'node:crypto';
import { bytes, type Flavour, field, type Hook, isNear, json, parsed, text } from './model.js';

/** PagerDuty Events API v2: `/v2/enqueue`, 202 when taken, 400 with a list of errors, 413 beyond 512 KB. */
export const pagerduty: Flavour = {
  name: 'pagerduty',
  throttled: (seconds) =>
    json(429, { status: 'throttle exceeded', message: 'Requests for this service are arriving too quickly.' }, false, {
      headers: seconds === undefined ? {} : { 'Retry-After': String(seconds) },
    }),
  answer(hook) {
    if (hook.path !== '/v2/enqueue') return json(404, { status: 'not found' }, false);
    if (bytes(hook.body) > 512 * 1024)
      return json(413, { status: 'invalid event', message: 'Event is too large' }, false);
    const event = parsed(hook.body);
    const errors = event ? pagerdutyErrors(event) : ['The body is not JSON'];
    if (!event || errors.length > 0) {
      return json(400, { status: 'invalid event', message: 'Event object is invalid', errors }, false);
    }
    const dedup = event['dedup_key'] ?? 'made-up-by-the-sink';
    return json(202, { status: 'success', message: 'Event processed', dedup_key: dedup }, true);
  },
};

function pagerdutyErrors(event: Record<string, unknown>): string[] {
  const errors: string[] = [];
  const action = event['event_action'];
  if (typeof event['routing_key'] !== 'string' || event['routing_key'].length !== 32) {
    errors.push("'routing_key' is missing or has not 32 characters");
  }
  if (!['trigger', 'acknowledge', 'resolve'].includes(String(action))) errors.push("'event_action' is invalid");
  const dedup = event['dedup_key'];
  if (dedup !== undefined && (typeof dedup !== 'string' || dedup.length > 255)) errors.push("'dedup_key' is too long");
  if (action !== 'trigger' && dedup === undefined) errors.push("'dedup_key' is missing");
  if (action === 'trigger') {
    const summary = field(event, 'payload', 'summary');
    if (typeof summary !== 'string' || summary === '' || summary.length > 1024)
      errors.push("'payload.summary' is missing or too long");
    if (typeof field(event, 'payload', 'source') !== 'string') errors.push("'payload.source' is missing");
    if (!['critical', 'error', 'warning', 'info'].includes(String(field(event, 'payload', 'severity')))) {
      errors.push("'payload.severity' is invalid");
    }
  }
  return errors;
}

/** Alertmanager v2: `/api/v2/alerts` takes a list of alerts; labels are strings. */
export const alertmanager: Flavour = {
  name: 'alertmanager',
  throttled: () => text(503, 'service unavailable', false),
  answer(hook) {
    if (hook.path !== '/api/v2/alerts') return text(404, '404 page not found', false);
    const alerts: unknown = parsed(hook.body);
    if (!Array.isArray(alerts)) return json(400, 'body must be an array of alerts', false);
    const strings = (value: unknown) =>
      typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'string');
    const wrong = alerts.some((alert) => {
      const labels = field(alert, 'labels');
      const annotations = field(alert, 'annotations');
      const times = [field(alert, 'startsAt'), field(alert, 'endsAt')];
      return (
        !strings(labels) ||
        Object.keys(labels as object).length === 0 ||
        (annotations !== undefined && !strings(annotations)) ||
        times.some((time) => time !== undefined && Number.isNaN(Date.parse(String(time))))
      );
    });
    return wrong ? json(400, 'invalid alert', false) : text(200, '', true);
  },
};

/** Microsoft Teams workflow: any path, 202. */
export const teams: Flavour = {
  name: 'teams',
  throttled: () => text(429, 'Too Many Requests', false),
  answer(hook) {
    const message = parsed(hook.body);
    if (message?.['type'] !== 'message' || !Array.isArray(message['attachments']))
      return text(400, 'Bad payload received', false);
    if (bytes(hook.body) > 28 * 1024) return text(413, 'Request Entity Too Large', false);
    return text(202, '', true);
  },
};

/** Any receiver of signed JSON (Standard Webhooks): 204 when the signature is right or cannot be checked, else 401. */
export const webhook: Flavour = {
  name: 'webhook',
  throttled: (seconds = 1) => text(429, 'too many requests', false, { headers: { 'Retry-After': String(seconds) } }),
  answer(hook) {
    const signature = webhookSignature(hook);
    if (signature === 'invalid' || (signature === 'none' && hook.settings.secret !== undefined)) {
      return json(401, { error: 'invalid signature' }, false, { signature });
    }
    if (!parsed(hook.body)) return json(400, { error: 'the body is not JSON' }, false, { signature });
    return text(204, '', true, { signature });
  },
};

function webhookSignature(hook: Hook): 'valid' | 'invalid' | 'unchecked' | 'none' {
  const id = hook.headers['webhook-id'];
  const timestamp = hook.headers['webhook-timestamp'];
  const given = hook.headers['webhook-signature'];
  if (!id || !timestamp || !given) return 'none';
  if (id.includes('.') || !/^\d{10}$/.test(timestamp) || !isNear(hook, Number(timestamp) * 1000, 300)) return 'invalid';
  const { secret } = hook.settings;
  if (secret === undefined) return 'unchecked';
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${hook.body}`).digest();
  const right = given.split(' ').some((one) => {
    const value = Buffer.from(one.replace(/^v1,/, ''), 'base64');
    return one.startsWith('v1,') && value.length === expected.length && timingSafeEqual(value, expected);
  });
  return right ? 'valid' : 'invalid';
}
