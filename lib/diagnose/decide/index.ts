import type { Kind } from '../../denial/kinds.js';
import type { Finding } from '../finding.js';
import type { Part, View } from '../view.js';
import { decideAccessDenied } from './access-denied.js';
import { decideAccessKey } from './access-key.js';
import { decideCors } from './cors.js';
import { decideExpired } from './expired.js';
import { decideNamed, decidePathStyle, decideStrict, isNamed } from './named.js';
import { decideObjectState } from './object-state.js';
import { decideReferer } from './referer.js';
import { decideSignature } from './signature.js';
import { decideTimeSkewed } from './time-skewed.js';
import { decideOther, decideUnspecified } from './unspecified.js';

/** The cause of one part of a group, by the decision procedure of its kind (help page 40105). */
export function decide(kind: Kind, part: Part, view: View): Finding {
  if (isNamed(kind)) return decideNamed(kind, part, view);
  switch (kind) {
    case 'cors-forbidden':
      return decideCors(part, view);
    case 'referer-denied':
      return decideReferer(part, view);
    case 'invalid-access-key':
      return decideAccessKey(part, view);
    case 'invalid-object-state':
      return decideObjectState(part, view);
    case 'time-skewed':
      return decideTimeSkewed(part, view);
    case 'request-expired':
      return decideExpired(part, view);
    case 'signature-mismatch':
      return decideSignature(part, view);
    case 'strict-signature':
      return decideStrict(part, view);
    case 'path-style-forbidden':
      return decidePathStyle(part, view);
    case 'access-denied':
      return decideAccessDenied(part, view);
    case 'unspecified':
      return decideUnspecified(part, view);
    case 'other':
      return decideOther(part, view);
  }
}
