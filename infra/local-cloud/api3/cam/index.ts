import type { Service } from '../call.js';
import { attachmentActions } from './attachments.js';
import { boundaryActions } from './boundaries.js';
import { groupActions } from './groups.js';
import { keyActions } from './keys.js';
import { policyActions } from './policies.js';
import { roleActions } from './roles.js';
import { userActions } from './users.js';

/** CAM 2019-01-16. */
export const cam: Service = {
  ...userActions,
  ...keyActions,
  ...groupActions,
  ...policyActions,
  ...attachmentActions,
  ...roleActions,
  ...boundaryActions,
};
