import { readFileSync } from 'node:fs';
import { parsePolicy } from '../../lib/policy/parse.js';
import { leastPolicyJson } from '../../scripts/least-policy.js';

test('docs/least-policy.json is the policy of the command (node scripts/write-docs.mjs writes it), and only reads', () => {
  const text = readFileSync('docs/least-policy.json', 'utf8');
  expect(text).toBe(leastPolicyJson());
  const { statement } = JSON.parse(text) as { statement: { effect: string; action: string[] }[] };
  expect(new Set(statement.map(({ effect }) => effect))).toEqual(new Set(['allow']));
  for (const action of statement.flatMap((one) => one.action))
    expect(action).toMatch(/:(Get|Head|List|Query|Describe)/);
  expect(parsePolicy(JSON.parse(text), 'identity')).toBeTruthy();
});
