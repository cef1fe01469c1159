/** The configuration cannot be used as it stands; the message names the place and what to do. `code` is stable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(
    readonly code: 'config-not-found' | 'config-not-readable' | 'config-syntax' | 'config-invalid' | 'missing-secret',
    message: string,
    /** One line per mistake, `path: what is wrong`. */
    readonly issues: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
