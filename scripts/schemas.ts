import * as z from 'zod/mini';
import { scenarioSchema } from '../infra/local-cloud/scenario.js';
import { configSchema } from '../lib/config/schema.js';
import { snapshotSchema } from '../lib/facts/snapshot-schema.js';
import {
  alertRunSchema,
  alertStateSchema,
  incidentsSchema,
  notificationSchema,
  outboxSchema,
  silenceSchema,
} from './alert-schemas.js';
import {
  diagnosisSchema,
  failedSchema,
  partialSchema,
  scanSchema,
  signatureSchema,
  simulationSchema,
} from './output-schemas.js';

/** Schemas of what is read come from the code that reads it; those of what is written are in output-schemas.ts and alert-schemas.ts. File name in docs/schema, title, schema. */
const GENERATED = [
  ['config', 'cos403.config/1: the configuration', configSchema],
  ['snapshot', 'cos403.snapshot/1: the facts of an account', snapshotSchema],
  ['scenario', 'cos403.scenario/1: what the local cloud is seeded with', scenarioSchema],
  ['scan', 'cos403.scan/1: scan --format json', scanSchema],
  ['diagnosis', 'cos403.diagnosis/1: diagnose --format json', diagnosisSchema],
  ['simulation', 'cos403.simulation/1: simulate --format json', simulationSchema],
  ['signature', 'cos403.signature/1: signature verify --format json', signatureSchema],
  ['partial', 'cos403.partial/1: the aggregate of one log file, in the state', partialSchema],
  ['failed', 'cos403.failed/1: a log file that could not be ingested, in the state', failedSchema],
  ['notification', 'cos403.notification/1: what the webhook and file channels get', notificationSchema],
  ['incidents', 'cos403.incidents/1: incidents --format json', incidentsSchema],
  ['alert-run', 'cos403.alert-run/1: alert --once --format json, and what the alert function returns', alertRunSchema],
  ['alert-state', 'cos403.alert-state/1: what alert runs remember, in the state', alertStateSchema],
  ['silence', 'cos403.silence/1: one silence, in the state', silenceSchema],
  ['outbox', 'cos403.outbox/1: a message on its way, in the state', outboxSchema],
] as const;

/** The text of every generated file, by its name below docs/schema. */
export function generatedSchemas(): ReadonlyMap<string, string> {
  return new Map(
    GENERATED.map(([name, title, schema]) => {
      const { $schema, ...rest } = z.toJSONSchema(schema as z.ZodMiniType, {
        io: 'input',
        unrepresentable: 'any',
        reused: 'ref',
      });
      return [`${name}.json`, `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`];
    }),
  );
}
