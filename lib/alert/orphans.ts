import type { Store } from '../store/store.js';
import { drop, type Pending, type PendingMessage } from './outbox-objects.js';

/** No run is longer: until then the one that queued a message may still keep its state. Ms. */
const HELD_MS = 15 * 60_000;
/** From here on doubt is in the message's favour: runs were missing, and what was queued is better told than lost. Ms. */
const DOUBTED_MS = 60 * 60_000;

/** How far the state has told of an incident. */
export interface Told {
  readonly episode: number;
  /** In this episode. */
  readonly messages: number;
}

/**
 * A run that dies between queueing and keeping its state leaves messages that the state never heard of. The next run judges the same
 * partials again, perhaps otherwise: an opening under another cause has no end that anybody would tell, an end may be none. Such a message
 * is held while a run may still stand behind it, and then dropped. Returns what may be sent.
 */
export async function withoutOrphans(
  store: Store,
  pending: Pending,
  told: ReadonlyMap<string, Told>,
  nowMs: number,
): Promise<{ readonly pending: Pending; readonly held: number }> {
  const messages = new Map(pending.messages);
  let held = 0;
  for (const [key, message] of pending.messages) {
    if (!isOrphan(message, told)) continue;
    const age = nowMs - Date.parse(message.queuedAt);
    if (age >= DOUBTED_MS) continue;
    messages.delete(key);
    if (age < HELD_MS) held++;
    else await drop(store, message);
  }
  return { pending: { ...pending, messages }, held };
}

/** `<fingerprint>-<episode>-<start>-<number of the message>-<event>` (text.ts); other messages have names of their own. */
const ID = /^(v\d+-[^-]+)-(\d+)-[0-9a-z]+-(\d+)-([a-z]+)$/;

function isOrphan({ id }: PendingMessage, told: ReadonlyMap<string, Told>): boolean {
  const [, fingerprint = '', episode, message, event] = ID.exec(id) ?? [];
  if (event === undefined) return false;
  const known = told.get(fingerprint);
  // What is no longer in the state was told long ago, or the state was lost: only a beginning needs somebody who tells its end.
  if (known === undefined) return event === 'opened';
  if (Number(episode) !== known.episode) return Number(episode) > known.episode;
  return Number(message) > known.messages;
}
