// Writes docs/CONFIG.md from the schema of the configuration: `node scripts/write-docs.mjs`. test/docs keeps it equal.
import { readFileSync, writeFileSync } from 'node:fs';
import { load } from './load-ts.mjs';

const { configMarkdown } = await load('scripts/config-doc.ts');
writeFileSync('docs/CONFIG.md', configMarkdown(readFileSync('examples/config.yaml', 'utf8')));
