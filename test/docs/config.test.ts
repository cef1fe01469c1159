import { readFileSync } from 'node:fs';
import { configMarkdown, configNode, rowsOf, variants } from '../../scripts/config-doc.js';
import {
  CHANNEL_MEANINGS,
  FILTER_MEANINGS,
  MEANINGS,
  RULE_MEANINGS,
  RULE_TYPES,
} from '../../scripts/config-meanings.js';

const root = configNode();
const rules = variants(root.properties?.['rules']?.items);
const channels = variants(root.properties?.['channels']?.additionalProperties || undefined);

test('docs/CONFIG.md is made from the schema (node scripts/write-docs.mjs writes it)', () => {
  expect(readFileSync('docs/CONFIG.md', 'utf8')).toBe(configMarkdown(readFileSync('examples/config.yaml', 'utf8')));
});

test('docs/CONFIG.md explains no key that the schema has not', () => {
  expect(Object.keys(MEANINGS).filter((path) => !rowsOf(root).some((row) => row.path === path))).toEqual([]);
  expect(Object.keys(RULE_TYPES)).toEqual([...rules.keys()]);
  const fields = (union: typeof rules) =>
    new Set([...union].flatMap(([type, node]) => rowsOf(node).flatMap(({ path }) => [path, `${type}.${path}`])));
  expect(Object.keys(CHANNEL_MEANINGS).filter((path) => !fields(channels).has(path))).toEqual([]);
  expect(Object.keys(RULE_MEANINGS).filter((path) => !fields(rules).has(path))).toEqual([]);
  const filter = rules.get('count')?.properties?.['where'] ?? {};
  expect(Object.keys(FILTER_MEANINGS)).toEqual(rowsOf(filter).map(({ path }) => path));
});
