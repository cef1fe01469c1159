import { readFileSync } from 'node:fs';
import { kindFunction } from '../../../infra/analytics/kind-function.js';
import { KIND_RULES } from '../../../lib/denial/kind-table.js';

const read = (name: string) => readFileSync(`infra/analytics/${name}`, 'utf8');

test('the SQL of the kinds is written from today’s table', () => {
  expect(read('kinds.sql')).toBe(kindFunction());
});

test('every kind is an outcome of it, and quotes in sentences are doubled', () => {
  for (const { kind } of KIND_RULES) expect(kindFunction()).toContain(`'${kind}'`);
  expect(kindFunction()).toContain("request time and the server''s time");
});

test('the table holds neither the request line nor a query, where signatures and tokens stand', () => {
  const columns =
    /CREATE TABLE IF NOT EXISTS cos403_access_log \(([\s\S]*?)\n\) ENGINE/.exec(read('tables.sql'))?.[1] ?? '';
  expect(columns).toContain('requester String');
  expect(columns.replaceAll(/--.*/g, '')).not.toMatch(/request_uri|request_line|query/);
  expect(read('tables.sql')).toContain('cutQueryStringAndFragment(f[29]) AS referer');
  expect(read('tables.sql')).not.toContain('f[30]');
});
