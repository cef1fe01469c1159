/** Something the user has to mend: printed as one line, exit code 1. `code` is stable. */
export class CliError extends Error {
  override readonly name: string = 'CliError';
  readonly exitCode: 1 | 2 = 1;
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The command line itself is wrong: exit code 2. */
export class UsageError extends CliError {
  override readonly name = 'UsageError';
  override readonly exitCode = 2;
}
