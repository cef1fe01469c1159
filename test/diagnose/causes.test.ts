import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CAUSES } from '../../lib/diagnose/causes/index.js';
import { causesMarkdown } from '../../lib/diagnose/causes/markdown.js';
import { CAUSE_IDS } from '../../lib/diagnose/ids.js';
import { localizePage, PAGES } from '../../lib/diagnose/pages.js';
import { placeholders } from '../../lib/diagnose/template.js';
import type { Text } from '../../lib/lang.js';

const HAN = /\p{Script=Han}/u;

describe('the table of causes', () => {
  test('holds every id of the contract and nothing else', () => {
    expect(Object.keys(CAUSES).sort()).toEqual([...CAUSE_IDS].sort());
  });

  test('keeps one file per cause', () => {
    const files = readdirSync(join(__dirname, '../../lib/diagnose/causes')).map((name) => name.replace('.ts', ''));
    expect(files.filter((name) => !['cause', 'index', 'markdown'].includes(name)).sort()).toEqual(
      [...CAUSE_IDS].sort(),
    );
  });

  test.each(CAUSE_IDS)('%s: is complete in English and Chinese, with the same blanks', (id) => {
    const cause = CAUSES[id];
    expect(cause.id).toBe(id);
    const texts: Text[] = [cause.title, cause.summary, cause.proves, cause.disproves, ...cause.steps];
    expect(cause.steps.length).toBeGreaterThan(0);
    expect(cause.pages.length).toBeGreaterThan(0);
    for (const { en, zh } of texts) {
      expect(en.trim()).not.toBe('');
      expect(en).not.toMatch(HAN);
      expect(zh).toMatch(HAN);
      expect(placeholders(zh).sort()).toEqual(placeholders(en).sort());
    }
  });

  test('suggests public access only with a warning', () => {
    for (const id of CAUSE_IDS)
      for (const step of CAUSES[id].steps)
        if (/public-read|allow read|everybody/i.test(step.en)) expect(step.en).toMatch(/only if|lets everybody in/i);
  });

  test('is what docs/CAUSES.md says (node scripts/causes.mjs writes it)', () => {
    expect(readFileSync(join(__dirname, '../../docs/CAUSES.md'), 'utf8')).toBe(causesMarkdown());
  });
});

describe('pages', () => {
  test("are the vendor's, in the reader's language", () => {
    for (const page of Object.values(PAGES)) {
      expect(page.en).toMatch(/^https:\/\/www\.tencentcloud\.com\/document\/product\/\d+\/\d+$/);
      expect(localizePage(page.en, 'zh')).toMatch(/^https:\/\/cloud\.tencent\.com\/document\/product\/\d+\/\d+$/);
      expect(localizePage(page.en, 'en')).toBe(page.en);
    }
  });
});
