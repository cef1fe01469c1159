// Prints the confusion table of the diagnosis cases and writes it to docs/CONFUSION.md.
import { writeFileSync } from 'node:fs';
import { load } from './load-ts.mjs';

const { confusionMarkdown } = await load('test/diagnose/confusion.ts');
const text = await confusionMarkdown();
process.stdout.write(text);
writeFileSync(new URL('../docs/CONFUSION.md', import.meta.url), text);
