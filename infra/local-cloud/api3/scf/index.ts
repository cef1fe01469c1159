import type { Service } from '../call.js';
import { functionActions } from './functions.js';
import { invocationActions } from './invocations.js';
import { triggerActions } from './triggers.js';
import { versionActions } from './versions.js';

/** SCF 2018-04-16. */
export const scf: Service = { ...functionActions, ...triggerActions, ...versionActions, ...invocationActions };
