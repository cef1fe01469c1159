import type { Store } from '../store/store.js';
import { drop, type Pending } from './outbox-objects.js';

/** No run is longer: until then the one that queued a message may still keep its state. Ms. */
const HELD_MS = 15 * 60_000;
/** From here on doubt is in the message's favour: runs were missing, and what was queued is better told than lost. Ms. */
const DOUBTED_MS = 60 * 60_000;
/** Incidents have fingerprints of this form; other messages have names of their own. */
const FINGERPRINT = /^v\d+-/;

/**
 * A run that dies between queueing and keeping its state leaves the openings of incidents that the state never heard of. The next run judges
 * the same partials again, perhaps as another incident (its diagnosis may find another cause), and nobody would ever tell the end of the
 * first. Such an opening is held while a run may still stand behind it, and then dropped. Returns what may be sent.
 */
export async function withoutOrphans(
  store: Store,
  pending: Pending,
  fingerprints: ReadonlySet<string>,
  nowMs: number,
): Promise<{ readonly pending: Pending; readonly held: number }> {
  const messages = new Map(pending.messages);
  let held = 0;
  for (const [key, message] of pending.messages) {
    const { type, dedupKey } = message.notification;
    if (type !== 'incident.opened' || !FINGERPRINT.test(dedupKey) || fingerprints.has(dedupKey)) continue;
    const age = nowMs - Date.parse(message.queuedAt);
    if (age >= DOUBTED_MS) continue;
    messages.delete(key);
    if (age < HELD_MS) held++;
    else await drop(store, message);
  }
  return { pending: { ...pending, messages }, held };
}
