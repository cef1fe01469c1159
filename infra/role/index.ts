import type { PolicyDocument } from '../../lib/facts/snapshot.js';
import {
  knowItself,
  listBuckets,
  listLogs,
  listRoles,
  ownState,
  readCam,
  readLogs,
  readSettings,
  sendMail,
} from './parts.js';
import { document, type RoleScope } from './statement.js';

export type { RoleScope } from './statement.js';

/** The least policy of each function, and of the command on a laptop (`diagnose --live`, `snapshot`, `doctor` of buckets). */
export const ROLES = {
  ingest: (scope: RoleScope) => document([readLogs(scope), ...ownState(scope), knowItself()]),
  alert: (scope: RoleScope) =>
    document([
      readLogs(scope),
      listLogs(scope),
      ...ownState(scope),
      readSettings(scope),
      listBuckets(),
      readCam(),
      knowItself(),
      sendMail(),
    ]),
  report: (scope: RoleScope) =>
    document([...ownState(scope), readSettings(scope), listBuckets(), readCam(), knowItself(), sendMail()]),
  command: (scope: RoleScope) => document([readSettings(scope), listBuckets(), readCam(), listRoles(), knowItself()]),
} as const satisfies Record<string, (scope: RoleScope) => PolicyDocument>;

/** The policy of one function of serverless.yml; throws for a function nobody wrote a policy for. */
export function policyOf(functionKey: string, scope: RoleScope): PolicyDocument {
  if (!Object.hasOwn(ROLES, functionKey)) {
    throw new Error(
      `functions.${functionKey}: there is no policy for it in infra/role; set provider.role to a role of your own`,
    );
  }
  return ROLES[functionKey as keyof typeof ROLES](scope);
}
