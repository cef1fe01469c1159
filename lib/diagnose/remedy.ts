import type { Text } from '../lang.js';
import { type FixKind, leastPrivilege } from '../policy/fix.js';
import type { SimulationRequest } from '../policy/types.js';
import { requestOf, withLogFacts } from './access/request.js';
import type { Cause } from './causes/cause.js';
import type { CauseId } from './ids.js';
import type { Joined } from './join.js';
import type { Remedy } from './model.js';
import { PAGES } from './pages.js';
import { fill, type Params } from './template.js';
import type { View } from './view.js';

/** Causes that a policy mends, and where the policy goes. Anonymous access is never among them: it would open the data to everyone. */
const POLICY_FOR: Partial<Record<CauseId, FixKind>> = {
  'no-permission': 'user-policy',
  'action-not-granted': 'user-policy',
  'resource-not-granted': 'user-policy',
  'policy-deactivated': 'user-policy',
  'role-no-permission': 'user-policy',
  'cross-account-not-granted': 'bucket-policy',
  'temporary-key-scope': 'session-policy',
};
const REQUEST_LIMIT = 50;

/** What to do: the cause's steps, the least policy that the seen requests need (checked by the simulator), and the vendor's pages. */
export function remedyFor(cause: Cause, joined: Joined, view: View, params: Params): Remedy {
  const steps = cause.steps.map((step) => fill(step, params));
  const links = cause.pages.map((page) => PAGES[page].en);
  const kind = POLICY_FOR[cause.id];
  if (kind === undefined || joined.parts.every(({ part }) => part.request === null) || !('root' in view.identity))
    return { steps, policy: null, verified: null, links };
  const { policy, verified, warnings } = fix(joined, view, kind);
  return { steps: [...steps, ...warnings], policy, verified, links };
}

function fix(joined: Joined, view: View, kind: FixKind): Pick<Remedy, 'policy' | 'verified'> & { warnings: Text[] } {
  const requests = new Map<string, SimulationRequest>();
  for (const { part } of joined.parts) {
    if (part.request === null || requests.size >= REQUEST_LIMIT) continue;
    const request = requestOf(part, view);
    requests.set(JSON.stringify(request), request);
  }
  const first = joined.parts.find(({ part }) => part.request !== null);
  const snapshot = first ? withLogFacts(first.part, view) : view.snapshot;
  const made = leastPrivilege([...requests.values()], snapshot, { kind, assumeInherits: true });
  return { policy: made.policy, verified: made.verified, warnings: made.warnings.map((warning) => warning.text) };
}
