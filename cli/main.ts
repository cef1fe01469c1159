import { Command, CommanderError } from 'commander';
import { visible } from '../lib/text/visible.js';
import { commands } from './commands.js';
import { CliError } from './errors.js';
import type { Io } from './io.js';

/** Errors of the rooms whose message is a sentence that says what to do. By name: their modules are not loaded for this. */
const STATED = new Set(['CloudError', 'ConfigError', 'StateError']);

declare const __VERSION__: string | undefined;

/** Names of files and texts of services come into errors: what acts on a terminal is shown. */
const shown = (text: string) => text.split('\n').map(visible).join('\n');

/** Runs `cos403 ARGV` and resolves when it is done; never throws and never exits the process itself. */
export async function main(argv: readonly string[], io: Io): Promise<void> {
  const program = new Command('cos403')
    .description('Tells why Tencent Cloud COS answers 403, and what to change.')
    .version(typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-dev')
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(shown(text)) })
    .exitOverride()
    .showHelpAfterError('(cos403 --help lists the commands and options)');
  for (const register of commands) register(program, io);
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) io.exit(2);
      return;
    }
    if (error instanceof CliError) {
      io.stderr.write(shown(`cos403: ${error.message}\n`));
      io.exit(error.exitCode);
      return;
    }
    if (io.signal.aborted) {
      io.exit(1);
      return;
    }
    if (error instanceof Error && STATED.has(error.name)) {
      io.stderr.write(shown(`cos403: ${error.message}\n`));
      io.exit(1);
      return;
    }
    io.stderr.write(shown(`cos403: unexpected error: ${error instanceof Error ? error.message : String(error)}\n`));
    if (io.env['COS403_DEBUG'] && error instanceof Error) io.stderr.write(`${error.stack}\n`);
    io.exit(1);
  }
}
