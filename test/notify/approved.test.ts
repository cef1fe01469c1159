import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLES } from './support/examples.js';
import { PAYLOADS } from './support/payloads.js';

/** Whole payloads, as a person approved them. After a wanted change: `COS403_APPROVE=1 npx jest test/notify/approved`, then read the diff. */
const folder = join(__dirname, '../cases/notify/approved');
const approve = process.env['COS403_APPROVE'] === '1';

const cases = Object.keys(PAYLOADS).flatMap((channel) =>
  Object.keys(EXAMPLES).flatMap((example) => (['en', 'zh'] as const).map((lang) => [channel, example, lang] as const)),
);

test.each(cases)('%s sends the approved payload: %s, %s', (channel, example, lang) => {
  const payload = PAYLOADS[channel]?.(EXAMPLES[example] as never, lang);
  const text = `${JSON.stringify(payload, null, 2)}\n`;
  const file = join(folder, `${channel}.${example}.${lang}.json`);
  if (approve) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  expect(existsSync(file)).toBe(true);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(text));
});

test('no payload holds a whole SecretId', () => {
  for (const payload of Object.values(PAYLOADS)) {
    for (const notification of Object.values(EXAMPLES)) {
      for (const lang of ['en', 'zh'] as const) {
        expect(JSON.stringify(payload(notification, lang))).not.toMatch(/AKID[A-Za-z0-9]{20}/);
      }
    }
  }
});
