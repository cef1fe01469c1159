/** A state location or a state object that cannot be used as it is. `code` is stable. */
export class StateError extends Error {
  override readonly name = 'StateError';
  constructor(
    readonly code: 'bad-key' | 'bad-location' | 'newer-version' | 'folder',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
