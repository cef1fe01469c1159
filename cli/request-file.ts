import * as z from 'zod/mini';
import type { SimulationRequest } from '../lib/policy/types.js';
import type { Io } from './io.js';
import { checkJson, readJsonFile } from './snapshot-file.js';

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())], {
  error: () => 'must be a text, a number, true or false, or a list of texts ("?" where it is not known)',
});

/** Field 24 of the log (16920), with the words that stand for it where it is `-` (contract 1). */
const requester = z.string().check(
  z.regex(/^\s*(?:anonymous|-|key:\S+|\d+(?::\d+)?)\s*$/, {
    error: ({ input }) =>
      `must be <root uin>:<uin or role id> in digits, anonymous, or key:<SecretId>, found ${JSON.stringify(input)}`,
  }),
);

/** One action: a star would be compared as a letter. */
const action = z.string().check(
  z.regex(/^[^*]*[^*\s][^*]*$/, {
    error: ({ input }) => `must be one action such as name/cos:GetObject, found ${JSON.stringify(input)}`,
  }),
);

const REQUEST = z.looseObject({
  id: z.optional(z.string()),
  requester,
  action,
  bucket: z.optional(z.nullable(z.string())),
  key: z.optional(z.nullable(z.string())),
  context: z.optional(z.record(z.string(), value)),
});

/** Reads the request file of contract 2.4: one object or an array. A missing bucket or key is taken as null. */
export async function readRequests(io: Io, file: string): Promise<SimulationRequest[]> {
  const content = await readJsonFile(io, file, 'a request file (one request or an array of them)');
  const requests = Array.isArray(content)
    ? checkJson(z.array(REQUEST), content, file)
    : [checkJson(REQUEST, content, file)];
  return requests.map(
    (request) => ({ ...request, bucket: request.bucket ?? null, key: request.key ?? null }) as SimulationRequest,
  );
}
