import type { Lang } from '../../lib/lang.js';
import { treeOf } from '../../lib/policy/explain.js';
import type { Simulation, SimulationRequest } from '../../lib/policy/types.js';
import { visible } from '../../lib/text/visible.js';

const DECISIONS = {
  allow: { en: 'ALLOW', zh: '允许' },
  deny: { en: 'DENY', zh: '拒绝' },
  unknown: { en: 'UNKNOWN', zh: '未定' },
} as const;

/** One answer as a tree: the decision, what it rests on, and every statement and grant with the reasons why it does not match. */
export function renderSimulation(request: SimulationRequest, simulation: Simulation, lang: Lang): string {
  const id = request.id === undefined ? '' : `[${request.id}] `;
  const [first, ...rest] = treeOf(simulation, lang);
  const head = `${DECISIONS[simulation.decision][lang]} (${simulation.reason})  ${id}${first}`;
  return `${[head, ...rest].map(visible).join('\n')}\n`;
}
