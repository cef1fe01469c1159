import type { CauseId } from '../ids.js';
import { actionNotGranted } from './action-not-granted.js';
import { allowedNow } from './allowed-now.js';
import { anonymousDeniedByPolicy } from './anonymous-denied-by-policy.js';
import { anonymousPrivate } from './anonymous-private.js';
import { apkOnDefaultDomain } from './apk-on-default-domain.js';
import type { Cause } from './cause.js';
import { cdnOriginUnauthorized } from './cdn-origin-unauthorized.js';
import { clockSkew } from './clock-skew.js';
import { conditionNotMet } from './condition-not-met.js';
import { copySourceNotOwned } from './copy-source-not-owned.js';
import { copyTargetNotOwned } from './copy-target-not-owned.js';
import { corsAllowedNow } from './cors-allowed-now.js';
import { corsHeaderNotAllowed } from './cors-header-not-allowed.js';
import { corsMethodNotAllowed } from './cors-method-not-allowed.js';
import { corsNotConfigured } from './cors-not-configured.js';
import { corsOriginNotAllowed } from './cors-origin-not-allowed.js';
import { crossAccountNotGranted } from './cross-account-not-granted.js';
import { explicitDenyBucketPolicy } from './explicit-deny-bucket-policy.js';
import { explicitDenyUserPolicy } from './explicit-deny-user-policy.js';
import { imageProcessingUnauthorized } from './image-processing-unauthorized.js';
import { keyActiveNow } from './key-active-now.js';
import { keyDeleted } from './key-deleted.js';
import { keyDisabled } from './key-disabled.js';
import { keyMalformed } from './key-malformed.js';
import { keyMistyped } from './key-mistyped.js';
import { keyUnknown } from './key-unknown.js';
import { noPermission } from './no-permission.js';
import { objectAclPrivate } from './object-acl-private.js';
import { objectArchived } from './object-archived.js';
import { objectAvailableNow } from './object-available-now.js';
import { objectRestoreExpired } from './object-restore-expired.js';
import { objectRestoring } from './object-restoring.js';
import { pathStyleOnNewBucket } from './path-style-on-new-bucket.js';
import { permissionBoundary } from './permission-boundary.js';
import { policyDeactivated } from './policy-deactivated.js';
import { postPolicyExpired } from './post-policy-expired.js';
import { postPolicyMismatch } from './post-policy-mismatch.js';
import { refererAllowedNow } from './referer-allowed-now.js';
import { refererEmpty } from './referer-empty.js';
import { refererListed } from './referer-listed.js';
import { refererNotListed } from './referer-not-listed.js';
import { requestUnsigned } from './request-unsigned.js';
import { resourceNotGranted } from './resource-not-granted.js';
import { roleNoPermission } from './role-no-permission.js';
import { scannerNoise } from './scanner-noise.js';
import { signatureExpired } from './signature-expired.js';
import { signatureHostMismatch } from './signature-host-mismatch.js';
import { signatureMethodMismatch } from './signature-method-mismatch.js';
import { signatureNotYetValid } from './signature-not-yet-valid.js';
import { signaturePathEncoding } from './signature-path-encoding.js';
import { signatureUnexplained } from './signature-unexplained.js';
import { signatureWrongSecret } from './signature-wrong-secret.js';
import { signatureZeroValidity } from './signature-zero-validity.js';
import { strictSignatureMode } from './strict-signature-mode.js';
import { temporaryKeyExpired } from './temporary-key-expired.js';
import { temporaryKeyScope } from './temporary-key-scope.js';
import { temporaryKeyTokenMissing } from './temporary-key-token-missing.js';
import { timeZoneError } from './time-zone-error.js';
import { tokenExpired } from './token-expired.js';
import { unexplained } from './unexplained.js';

/** Every cause of the contract (section 4), by id. */
export const CAUSES: Readonly<Record<CauseId, Cause>> = {
  'anonymous-private': anonymousPrivate,
  'anonymous-denied-by-policy': anonymousDeniedByPolicy,
  'no-permission': noPermission,
  'action-not-granted': actionNotGranted,
  'resource-not-granted': resourceNotGranted,
  'condition-not-met': conditionNotMet,
  'explicit-deny-bucket-policy': explicitDenyBucketPolicy,
  'explicit-deny-user-policy': explicitDenyUserPolicy,
  'cross-account-not-granted': crossAccountNotGranted,
  'object-acl-private': objectAclPrivate,
  'permission-boundary': permissionBoundary,
  'policy-deactivated': policyDeactivated,
  'temporary-key-scope': temporaryKeyScope,
  'role-no-permission': roleNoPermission,
  'cdn-origin-unauthorized': cdnOriginUnauthorized,
  'allowed-now': allowedNow,
  'cors-not-configured': corsNotConfigured,
  'cors-origin-not-allowed': corsOriginNotAllowed,
  'cors-method-not-allowed': corsMethodNotAllowed,
  'cors-header-not-allowed': corsHeaderNotAllowed,
  'cors-allowed-now': corsAllowedNow,
  'referer-empty': refererEmpty,
  'referer-not-listed': refererNotListed,
  'referer-listed': refererListed,
  'referer-allowed-now': refererAllowedNow,
  'key-disabled': keyDisabled,
  'key-deleted': keyDeleted,
  'key-unknown': keyUnknown,
  'key-mistyped': keyMistyped,
  'key-malformed': keyMalformed,
  'temporary-key-expired': temporaryKeyExpired,
  'key-active-now': keyActiveNow,
  'object-archived': objectArchived,
  'object-restoring': objectRestoring,
  'object-restore-expired': objectRestoreExpired,
  'object-available-now': objectAvailableNow,
  'clock-skew': clockSkew,
  'time-zone-error': timeZoneError,
  'signature-expired': signatureExpired,
  'signature-not-yet-valid': signatureNotYetValid,
  'signature-zero-validity': signatureZeroValidity,
  'post-policy-expired': postPolicyExpired,
  'signature-path-encoding': signaturePathEncoding,
  'signature-host-mismatch': signatureHostMismatch,
  'signature-method-mismatch': signatureMethodMismatch,
  'signature-wrong-secret': signatureWrongSecret,
  'temporary-key-token-missing': temporaryKeyTokenMissing,
  'signature-unexplained': signatureUnexplained,
  'strict-signature-mode': strictSignatureMode,
  'path-style-on-new-bucket': pathStyleOnNewBucket,
  'apk-on-default-domain': apkOnDefaultDomain,
  'copy-source-not-owned': copySourceNotOwned,
  'copy-target-not-owned': copyTargetNotOwned,
  'image-processing-unauthorized': imageProcessingUnauthorized,
  'request-unsigned': requestUnsigned,
  'post-policy-mismatch': postPolicyMismatch,
  'token-expired': tokenExpired,
  'scanner-noise': scannerNoise,
  unexplained: unexplained,
};
