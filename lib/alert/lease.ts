import type { Store } from '../store/store.js';

const KEY = 'incidents/lease.json';
const VERSION = 1;
const SCHEMA = 'cos403.lease/1';
/** No function of the platform runs longer than 15 minutes: a lease beyond is from a clock that was wrong. */
const MAX_LEASE_MS = 16 * 60_000;

export interface Lease {
  /** The run before this one never released its lease: it crashed or ran out of time. */
  readonly afterCrash: boolean;
  release(): Promise<void>;
}

/**
 * One alert run at a time, as far as possible: nothing is lost or wrong when two run after all, messages may only come twice. `null`:
 * another run holds it. `expiresAtMs`: when this run is surely over.
 */
export async function acquireLease(
  store: Store,
  holder: string,
  nowMs: number,
  expiresAtMs: number,
): Promise<Lease | null> {
  const body = JSON.stringify({ schema: SCHEMA, holder, expiresAtMs });
  let afterCrash = false;
  for (let attempt = 0; attempt < 2; attempt++) {
    if ((await store.putIfAbsent(KEY, body, { contentType: 'application/json' })) === 'created') {
      return { afterCrash, release: () => release(store, holder) };
    }
    const held = await store.get(KEY);
    const until = held === null ? 0 : expiryOf(held);
    if (until > nowMs && until - nowMs <= MAX_LEASE_MS) return null;
    afterCrash ||= held !== null;
    await store.delete(KEY);
  }
  return null;
}

/** Only one's own: after an expiry it may be somebody else's by now. */
async function release(store: Store, holder: string): Promise<void> {
  const held = await store.get(KEY);
  if (held !== null && holderOf(held.body) === holder) await store.delete(KEY);
}

function parse(body: Buffer): { schema?: unknown; holder?: unknown; expiresAtMs?: unknown } {
  try {
    return JSON.parse(body.toString('utf8')) as object;
  } catch {
    return {};
  }
}

const holderOf = (body: Buffer) => parse(body).holder;

/** What a newer cos403 wrote is held for as long as any run can last. */
function expiryOf({ body, lastModifiedMs }: { readonly body: Buffer; readonly lastModifiedMs: number }): number {
  const { schema, expiresAtMs } = parse(body);
  const version = /^cos403\.lease\/(\d{1,6})$/.exec(String(schema))?.[1];
  if (Number(version) > VERSION) {
    return lastModifiedMs + MAX_LEASE_MS;
  }
  return typeof expiresAtMs === 'number' ? expiresAtMs : 0;
}
