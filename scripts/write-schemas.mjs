// Writes the JSON Schemas that are generated from the code into docs/schema: `node scripts/write-schemas.mjs`.
// test/schema keeps them equal to the code.
import { mkdirSync, writeFileSync } from 'node:fs';
import { load } from './load-ts.mjs';

const { generatedSchemas } = await load('scripts/schemas.ts');
mkdirSync('docs/schema', { recursive: true });
for (const [name, text] of generatedSchemas()) writeFileSync(`docs/schema/${name}`, text);
