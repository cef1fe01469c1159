import * as z from 'zod/mini';
import { scenarioSchema } from '../infra/local-cloud/seed.js';
import { configSchema } from '../lib/config/schema.js';
import { snapshotSchema } from '../lib/facts/snapshot-schema.js';

/** Schemas that are generated from the code that reads them: file name in docs/schema, title, schema. */
const GENERATED = [
  ['config', 'cos403.config/1: the configuration', configSchema],
  ['snapshot', 'cos403.snapshot/1: the facts of an account', snapshotSchema],
  ['scenario', 'cos403.scenario/1: what the local cloud is seeded with', scenarioSchema],
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
