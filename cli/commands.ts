import type { Command } from 'commander';
import { registerAlert } from './commands/alert.js';
import { registerBackfill } from './commands/backfill.js';
import { registerCalibrate } from './commands/calibrate.js';
import { registerDemo } from './commands/demo.js';
import { registerDiagnose } from './commands/diagnose.js';
import { registerDoctor } from './commands/doctor.js';
import { registerIncidents } from './commands/incidents.js';
import { registerIngest } from './commands/ingest.js';
import { registerLocalCloud } from './commands/local-cloud.js';
import { registerNotify } from './commands/notify.js';
import { registerReport } from './commands/report.js';
import { registerScan } from './commands/scan.js';
import { registerSignature } from './commands/signature.js';
import { registerSilence } from './commands/silence.js';
import { registerSimulate } from './commands/simulate.js';
import { registerSnapshot } from './commands/snapshot.js';
import type { Io } from './io.js';

/** Adds one command to the program. Heavy modules are imported inside the action, so that a command loads only what it uses. */
export type RegisterCommand = (program: Command, io: Io) => void;

/** Every command, in the order of `--help`. One file each in `commands/`. */
export const commands: readonly RegisterCommand[] = [
  registerScan,
  registerDiagnose,
  registerSnapshot,
  registerSimulate,
  registerSignature,
  registerIngest,
  registerAlert,
  registerIncidents,
  registerSilence,
  registerNotify,
  registerReport,
  registerBackfill,
  registerDoctor,
  registerCalibrate,
  registerLocalCloud,
  registerDemo,
];
