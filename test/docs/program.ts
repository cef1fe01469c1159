import { Readable, Writable } from 'node:stream';
import { Command, CommanderError } from 'commander';
import { commands } from '../../cli/commands.js';

/** The real command line whose commands do nothing: what it takes and refuses is the definition of `cli/commands`. */
function idleProgram(written: string[]): Command {
  const sink = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const program = new Command('cos403');
  for (const register of commands) {
    register(program, {
      stdin: Readable.from([]),
      stdout: sink(),
      stderr: sink(),
      env: {},
      cwd: process.cwd(),
      nowMs: Date.now,
      signal: new AbortController().signal,
      exit: () => {},
    });
  }
  const quiet = (command: Command, path: readonly string[]) => {
    command.exitOverride().configureOutput({ writeOut: (text) => written.push(text), writeErr: () => {} });
    for (const child of command.commands) quiet(child, [...path, child.name()]);
    if (command.commands.length === 0 && path.length > 0) command.action(() => {});
  };
  quiet(program, []);
  return program;
}

/** Why the command line refuses these words, as commander's code; null when it takes them. */
export async function refusal(words: readonly string[]): Promise<string | null> {
  try {
    await idleProgram([]).parseAsync([...words], { from: 'user' });
    return null;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? null : `${error.code}: ${error.message}`;
    throw error;
  }
}

export interface CommandHelp {
  /** `silence add` */
  readonly path: string;
  readonly description: string;
  readonly help: string;
  readonly options: readonly { readonly flags: string; readonly description: string }[];
}

/** Every command and subcommand with its help. */
export function everyCommand(): readonly CommandHelp[] {
  const list = (command: Command, path: readonly string[]): CommandHelp[] => [
    ...(path.length === 0
      ? []
      : [
          {
            path: path.join(' '),
            description: command.description(),
            help: command.helpInformation(),
            options: command.options.map(({ flags, description }) => ({ flags, description })),
          },
        ]),
    ...command.commands.flatMap((child) => list(child, [...path, child.name()])),
  ];
  return list(idleProgram([]), []);
}
