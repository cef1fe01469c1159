import type { LocalCloudPart } from './cloud.js';
import { cloudServices } from './parts.js';

export type { LocalCloud, LocalCloudOptions, LocalCloudPart } from './cloud.js';
export { startLine } from './control.js';
export { parseScenario, type Scenario, ScenarioError } from './scenario.js';
export { startLocalCloud } from './server.js';

/** Everything that the whole cloud has beside COS. */
export const parts: readonly LocalCloudPart[] = [cloudServices];
