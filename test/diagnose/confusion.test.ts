import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { confusionMarkdown } from './confusion.js';

test('docs/CONFUSION.md is the table of the cases of today (node scripts/confusion.mjs writes it)', async () => {
  expect(readFileSync(join(__dirname, '../../docs/CONFUSION.md'), 'utf8')).toBe(await confusionMarkdown());
}, 120_000);
