/** Every failure of a cloud call, whatever the SDK threw: an SDK's plain object, a FetchError, an API error inside HTTP 200. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
  constructor(
    /** The service's code (`NoSuchKey`, `UnauthorizedOperation`), or `network`, `timeout`, `no-credentials`. */
    readonly code: string,
    message: string,
    readonly details: {
      readonly status?: number;
      readonly requestId?: string;
      readonly retryable: boolean;
      /** The call, e.g. `cam:ListAccessKeys` or `cos:GetBucketPolicy`: what to grant when it was refused. */
      readonly action: string;
      /** Requests that were sent, when it is known: a write that was sent twice may have taken effect the first time. */
      readonly attempts?: number;
    },
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Was the call refused for want of a permission? */
export function isDenied(error: unknown): error is CloudError {
  return (
    error instanceof CloudError &&
    (error.details.status === 403 || /UnauthorizedOperation|AccessDenied|^403$/.test(error.code))
  );
}
