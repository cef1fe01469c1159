import { dingtalkSign } from '../../lib/notify/dingtalk.js';
import { feishuSign } from '../../lib/notify/feishu.js';
import { webhookSignature } from '../../lib/notify/webhook.js';

/** Vectors measured from the services' formulas and, for the webhook, with the reference library. */
test('DingTalk signs the time with the secret as key', () => {
  const sign = dingtalkSign('SECexample', 1_700_000_000_000);
  expect(sign).toBe('uroalHrWHORz59talE1o26b8HuX2kOp8WlAN91F9Pj0=');
  expect(encodeURIComponent(sign)).toMatch(/0%3D$/);
});

test('Feishu signs nothing with time and secret as key', () => {
  expect(feishuSign('example', 1_700_000_000)).toBe('IDYtqgwsyU5irwQ/8nvd4ncBjc/KPCpVGkxbLfWDsyg=');
});

test('Standard Webhooks signs id, time and body with the decoded secret', () => {
  const secret = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
  expect(webhookSignature(secret, 'msg_1', 1_700_000_000, '{"a":1}')).toBe(
    'v1,rkwp5YuvdrMkcu0ZhuMsXoTg44mHAr1Q0+FFgFpXsjY=',
  );
});
