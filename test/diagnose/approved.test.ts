import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APPROVED } from './approved.js';
import { scenarios } from './scenario.js';

/** Whole answers, as a person approved them. After a wanted change: `COS403_APPROVE=1 npx jest test/diagnose/approved`, then read the diff. */
const approve = process.env['COS403_APPROVE'] === '1';
const folder = join(__dirname, '../cases/diagnose');

const cases = Object.entries(APPROVED).flatMap(([file, write]) =>
  scenarios().map((scenario) => [scenario.name, file, scenario, write] as const),
);

test.each(cases)('%s: the answer is the one in %s', async (name, file, scenario, write) => {
  const text = await write(scenario);
  const path = join(folder, name, file);
  if (approve) writeFileSync(path, text);
  expect(existsSync(path)).toBe(true);
  expect(text).toBe(readFileSync(path, 'utf8'));
});
