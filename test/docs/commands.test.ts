import { existsSync, readFileSync } from 'node:fs';
import { runCli } from '../support/run-cli.js';
import { everyCommand, refusal } from './program.js';
import { type Snippet, shellWords, snippetsOf } from './snippets.js';

const FILES = [
  'README.md',
  'README.zh-CN.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/DEPLOY.md',
  'docs/REPORT.md',
  'docs/CONFIG.md',
  'docs/STATE.md',
  'docs/local-cloud.md',
];
const snippets = FILES.filter(existsSync).flatMap(snippetsOf);
const named = (list: readonly Snippet[]) =>
  list.map((one) => [`${one.file}:${one.line}: cos403 ${one.text}`, one] as const);

/** What is only named in a sentence need not be whole. */
const INCOMPLETE = /^commander\.(missingMandatoryOptionValue|missingArgument|help)\b/;

test('the documents show commands', () => {
  expect(snippets.length).toBeGreaterThan(20);
});

test.each(named(snippets))('%s is a command line that cos403 takes', async (_, { text, inline }) => {
  const refused = await refusal(shellWords(text));
  expect(inline && refused !== null && INCOMPLETE.test(refused) ? null : refused).toBeNull();
});

const shown = snippets.filter(({ inline, text }) => !inline && /(^| )examples\//.test(text));

test('the READMEs show what commands answer', () => {
  expect(new Set(shown.filter(({ output }) => output.length > 1).map(({ file }) => file))).toEqual(
    new Set(['README.md', 'README.zh-CN.md']),
  );
});

// A last line of `…` stands for the rest of the output.
test.each(named(shown))('%s answers what is shown', async (_, { text, output }) => {
  const { code, stdout, stderr } = await runCli(shellWords(text));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
  const wanted = output.map((line) => line.trimEnd());
  if (wanted.at(-1) === '…') expect(lines.slice(0, wanted.length - 1)).toEqual(wanted.slice(0, -1));
  else if (wanted.length > 0) expect(lines).toEqual(wanted);
});

const commands = everyCommand();

test.each(commands.map((command) => [command.path, command] as const))('cos403 %s --help renders', (path, command) => {
  expect(command.help).toContain(`Usage: cos403 ${path}`);
  // One style: a sentence with a capital and a full stop; options are phrases without.
  expect(command.description).toMatch(/^[A-Z][^\n]*[.?]$/);
  for (const { flags, description } of command.options) {
    expect([flags, description.length > 0]).toEqual([flags, true]);
    expect([flags, description]).not.toEqual([flags, expect.stringMatching(/\.$/)]);
  }
});

test('cos403 --help lists every command with the first words of its description', async () => {
  const { code, stdout } = await runCli(['--help']);
  expect(code).toBe(0);
  for (const { path, description } of commands.filter(({ path }) => !path.includes(' '))) {
    expect(stdout).toContain(` ${path} `);
    expect(stdout.replace(/\s+/g, ' ')).toContain(description.slice(0, 30));
  }
});

test('an unknown command or option is refused, so that the tests above mean something', async () => {
  expect(await refusal(['scam', 'x.log'])).toMatch(/unknown command/);
  expect(await refusal(['scan', '--fromat', 'json'])).toMatch(/unknownOption/);
});

test.each(
  snippets
    .filter(({ text }) => text.includes('examples/'))
    .flatMap(({ text }) => shellWords(text).filter((word) => word.startsWith('examples/'))),
)('%s exists', (path) => {
  expect(existsSync(path)).toBe(true);
});

test('npm scripts that the documents name exist', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const asked = FILES.filter(existsSync).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/npm run ([a-z][a-z:-]*)/g)].map(([, name]) => `${file}: ${name}`),
  );
  expect(asked.filter((one) => scripts[one.slice(one.indexOf(': ') + 2)] === undefined)).toEqual([]);
});
