import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { type ConfigDeps, loadConfig } from '../../lib/config/load.js';
import { generatedSchemas } from '../../scripts/schemas.js';
import { ACCOUNT } from '../facts/account.js';

const validator = (name: string) =>
  new Ajv2020({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(`docs/schema/${name}`, 'utf8')));

test.each([...generatedSchemas()])(
  'docs/schema/%s is what the code reads (node scripts/write-schemas.mjs writes it)',
  (name, text) => {
    expect(readFileSync(`docs/schema/${name}`, 'utf8')).toBe(text);
  },
);

test('the example configuration is valid, for editors and for us', async () => {
  const validate = validator('config.json');
  const text = readFileSync('examples/config.yaml', 'utf8');
  expect(validate(parse(text)) || validate.errors).toBe(true);
  const secrets = { SMTP_PASSWORD: 'p', WECOM_URL: 'https://hooks.example/x', PAGERDUTY_KEY: 'k' };
  const deps: ConfigDeps = { env: {}, cwd: process.cwd(), readCos: async () => Buffer.from(JSON.stringify(secrets)) };
  const { config } = await loadConfig('examples/config.yaml', deps);
  expect(config.rules).toHaveLength(5);
  expect(config.rules[4]).toMatchObject({ shadow: true, window: 300_000 });
});

test.each([
  ['an unknown field', { schema: 'cos403.config/1', rulez: [] }],
  ['another version', { schema: 'cos403.config/2' }],
  ['a rule of an unknown type', { schema: 'cos403.config/1', rules: [{ name: 'a', type: 'sum' }] }],
])('editors flag %s', (_, config) => {
  expect(validator('config.json')(config)).toBe(false);
});

test('a snapshot of a whole account is valid', () => {
  const { buckets, cam, account } = ACCOUNT;
  const snapshot = { schema: 'cos403.snapshot/1', takenAt: '2026-11-23T10:00:00Z', account, buckets, cam };
  const validate = validator('snapshot.json');
  expect(validate(snapshot) || validate.errors).toBe(true);
  expect(validate(JSON.parse(readFileSync('examples/snapshot.json', 'utf8'))) || validate.errors).toBe(true);
  expect(validate({ ...snapshot, buckets: { b: { policy: 'none' } } })).toBe(false);
});

test('a scenario is valid', () => {
  const validate = validator('scenario.json');
  expect(validate(ACCOUNT) || validate.errors).toBe(true);
});
