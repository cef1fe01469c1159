import { isIP } from 'node:net';
import * as z from 'zod/mini';
import { KINDS } from '../denial/kinds.js';
import { CAUSE_IDS } from '../diagnose/ids.js';

/** `203.0.113.0/24`, `2001:db8::/32` or one address. */
export function isCidr(text: string): boolean {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const family = isIP(address);
  if (family === 0) return false;
  if (slash < 0) return true;
  const bits = text.slice(slash + 1);
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

const nonEmpty = () => z.string().check(z.minLength(1, 'must not be empty'));

/** A text in which `*` stands for anything. */
const glob = nonEmpty;

/**
 * What a rule or a silence is about. Within a field one match is enough; every field that is given must match.
 * An absent field matches everything.
 */
export const filterSchema = z.strictObject({
  buckets: z.optional(z.array(glob()).check(z.describe('bucket names, * stands for anything'))),
  kinds: z.optional(z.array(z.enum(KINDS)).check(z.describe('kinds of refusal'))),
  requesters: z.optional(
    z.array(glob()).check(z.describe('requesters as the log shows them, `anonymous` or `key:<SecretId>`; * allowed')),
  ),
  paths: z.optional(z.array(glob()).check(z.describe('decoded paths with leading slash; * allowed'))),
  causes: z.optional(z.array(z.enum(CAUSE_IDS)).check(z.describe('causes the diagnosis gave'))),
  addresses: z.optional(
    z
      .array(z.string().check(z.refine(isCidr, 'must be an IP address or a CIDR block such as 203.0.113.0/24')))
      .check(z.describe('client addresses, as CIDR blocks')),
  ),
});

/** See {@link filterSchema}. */
export type Filter = z.output<typeof filterSchema>;
