// Writes docs/CONFIG.md from the schema of the configuration, and docs/least-policy.json from infra/role:
// `node scripts/write-docs.mjs`. test/docs keeps them equal.
import { readFileSync, writeFileSync } from 'node:fs';
import { load } from './load-ts.mjs';

const { configMarkdown } = await load('scripts/config-doc.ts');
writeFileSync('docs/CONFIG.md', configMarkdown(readFileSync('examples/config.yaml', 'utf8')));
const { leastPolicyJson } = await load('scripts/least-policy.ts');
writeFileSync('docs/least-policy.json', leastPolicyJson());
