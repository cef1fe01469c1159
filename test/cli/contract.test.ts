import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type LineParts, logLine } from '../support/log-line.js';
import { runCli } from '../support/run-cli.js';

/**
 * What a shell sees of a command, case by case: test/cases/cli/*.json. A case is a folder of files, one or more command lines that are
 * run in it, and what the last one answers. See the README beside the cases.
 */
interface Case {
  readonly name: string;
  /** Lines of an access log (objects, see test/support/log-line.ts), a text, or any JSON document under `json`. */
  readonly files?: Readonly<Record<string, readonly LineParts[] | string | { readonly json: unknown }>>;
  readonly before?: readonly (readonly string[])[];
  readonly run: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: readonly LineParts[] | string;
  readonly now?: string;
  readonly code: number;
  /** Texts that must be there, in this order. */
  readonly stdout?: readonly string[];
  readonly stderr?: readonly string[];
  /** Part of the JSON document on standard output, or in the file that `in` names. */
  readonly json?: unknown;
  readonly in?: string;
  readonly absent?: readonly string[];
}

const FOLDER = join(__dirname, '../cases/cli');
const CASES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .flatMap((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Case[]);

const textOf = (content: readonly LineParts[] | string | { readonly json: unknown }): string => {
  if (typeof content === 'string') return content;
  if (isLines(content)) return content.map((parts) => `${logLine(parts)}\n`).join('');
  return JSON.stringify(content.json);
};
const isLines = (content: object): content is readonly LineParts[] => Array.isArray(content);

describe('the command line, as the contract has it', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cos403-contract-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test.each(CASES.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    for (const [name, content] of Object.entries(one.files ?? {})) writeFileSync(join(folder, name), textOf(content));
    const world = {
      cwd: folder,
      env: one.env ?? {},
      ...(one.now === undefined ? {} : { nowMs: () => Date.parse(one.now!) }),
    };
    for (const argv of one.before ?? []) await runCli(argv, world);
    const stdin = one.stdin === undefined ? {} : { stdin: Readable.from([Buffer.from(textOf(one.stdin))]) };
    const { code, stdout, stderr } = await runCli(one.run, { ...world, ...stdin });
    expect({ code, stderr }).toMatchObject({
      code: one.code,
      stderr: expect.stringMatching(inOrder(one.stderr ?? [])),
    });
    if (one.stderr === undefined) expect(stderr).toBe('');
    expect(stdout).toMatch(inOrder(one.stdout ?? []));
    if (one.json !== undefined) {
      const text = one.in === undefined ? stdout : readFileSync(join(folder, one.in), 'utf8');
      expect(JSON.parse(text)).toMatchObject(one.json as object);
    }
    if (one.in !== undefined) expect(stdout).toBe('');
    for (const name of one.absent ?? []) expect(readdirSync(folder)).not.toContain(name);
  });
});

/** Matches when every text occurs, each after the one before. */
function inOrder(texts: readonly string[]): RegExp {
  return new RegExp(texts.map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('[^]*'));
}
