/** A refusal of an API 3.0 call: becomes `Response.Error` inside HTTP 200. Codes as the service documents them. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The caller's policies do not allow `action` (`cam:ListAccessKeys`): the message names it, so that a least policy can be found by trying. */
export function unauthorised(action: string, resource: string): ApiError {
  return new ApiError(
    'UnauthorizedOperation',
    `you are not authorized to perform operation (${action})\nresource (${resource}) has no permission\n`,
  );
}
