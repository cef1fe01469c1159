// Writes docs/CAUSES.md from lib/diagnose/causes/. Run it after changing a cause; test/diagnose/causes.test.ts keeps both equal.
import { writeFileSync } from 'node:fs';
import { load } from './load-ts.mjs';

const { causesMarkdown } = await load('lib/diagnose/causes/markdown.ts');
writeFileSync(new URL('../docs/CAUSES.md', import.meta.url), causesMarkdown());
