import { readdirSync, readFileSync } from 'node:fs';
import { STATE_PREFIXES } from '../../lib/store/keys.js';

const text = readFileSync('docs/STATE.md', 'utf8');
const schemas = readdirSync('docs/schema').map((name) => readFileSync(`docs/schema/${name}`, 'utf8'));

/** Every `cos403.name/1` in the code of the given folders; what stands in a comment line is an example. */
function schemasIn(folders: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const folder of folders) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue;
      const code = readFileSync(`${folder}/${name}`, 'utf8').replace(/^\s*(\/\/|\/?\*).*$/gm, '');
      for (const [schema] of code.matchAll(/cos403\.[a-z][a-z-]*\/\d+/g)) found.add(schema);
    }
  }
  return found;
}

test('every schema that the code names is in docs/STATE.md or has a file in docs/schema', () => {
  const named = [...schemasIn(['lib', 'cli', 'infra', 'functions'])];
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((schema) => !text.includes(`\`${schema}\``) && !schemas.some((s) => s.includes(schema)))).toEqual(
    [],
  );
});

test('docs/STATE.md names no schema that the code does not', () => {
  const known = schemasIn(['lib', 'cli', 'infra', 'functions']);
  expect(
    [...text.matchAll(/`(cos403\.[a-z-]+\/\d+)`/g)].map(([, schema]) => schema).filter((s) => !known.has(s!)),
  ).toEqual([]);
});

test.each(Object.entries(STATE_PREFIXES))('docs/STATE.md has the prefix of %s', (_, prefix) => {
  expect(text).toContain(`| \`${prefix}`);
});
