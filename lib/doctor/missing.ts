import { CloudError } from '../cloud/error.js';

/** Did the cloud say that the thing does not exist? (404 of COS, `ResourceNotFound.*` and `InvalidParameter.RoleNotExist` of API 3.0.) */
export function isMissing(error: unknown): boolean {
  return (
    error instanceof CloudError && (error.details.status === 404 || /ResourceNotFound|NotExist|NoSuch/.test(error.code))
  );
}
