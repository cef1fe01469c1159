/** A snapshot file that cannot be used. `code` is stable; the message names the place and what to do. */
export class FactsError extends Error {
  override readonly name = 'FactsError';
  constructor(
    readonly code: 'snapshot-not-found' | 'snapshot-not-readable' | 'snapshot-syntax' | 'snapshot-invalid',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
