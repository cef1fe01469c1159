import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const SKIPPED = /(^|\/)(node_modules|dist|reports|\.git|\.ci|\.stryker-tmp)(\/|$)/;

function markdownFiles(folder = '.'): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = normalize(join(folder, entry.name));
    if (SKIPPED.test(path)) return [];
    if (entry.isDirectory()) return markdownFiles(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** `## 5. Verify it` → `5-verify-it`, as GitHub makes anchors. */
const anchorOf = (heading: string) =>
  heading
    .replace(/`|\*/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

const anchorsIn = (text: string) =>
  new Set([...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading)));

const links = markdownFiles().flatMap((file) => {
  const text = readFileSync(file, 'utf8')
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => [file, target] as const);
});

test('there are links to check', () => {
  expect(links.length).toBeGreaterThan(20);
});

test.each(links)('%s: the link %s leads somewhere', (file, target) => {
  const [path = '', anchor] = target.split('#');
  const whole = path === '' ? file : join(dirname(file), path);
  expect([whole, existsSync(whole)]).toEqual([whole, true]);
  if (anchor !== undefined && statSync(whole).isFile())
    expect([...anchorsIn(readFileSync(whole, 'utf8'))]).toContain(anchor);
});
