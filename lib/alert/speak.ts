import type { Change, Incident, IncidentEvent, ResolvedBy } from './incident.js';

/**
 * Decides what is said in this run, and notes in the incidents that it was. Silenced, inhibited and shadow incidents say nothing until
 * that ends; then, still open, they are told as opened.
 */
export function speak(
  incidents: Iterable<Incident>,
  resolved: ReadonlyMap<string, ResolvedBy>,
  nowMs: number,
): IncidentEvent[] {
  const events: IncidentEvent[] = [];
  for (const incident of incidents) {
    const type = due(incident, resolved, nowMs);
    if (type === null) continue;
    incident.messages += 1;
    const resolvedBy = resolved.get(incident.fingerprint);
    events.push({
      type,
      incident: structuredClone(incident),
      changes: incident.pending,
      newDenials: Math.max(0, Math.round(incident.count - incident.countAtLastMessage)),
      sequence: incident.messages,
      ...(type === 'resolved' && resolvedBy !== undefined ? { resolvedBy } : {}),
    });
    incident.pending = [];
    incident.lastMessageMs = nowMs;
    incident.countAtLastMessage = incident.count;
  }
  return events;
}

function due(
  incident: Incident,
  resolved: ReadonlyMap<string, ResolvedBy>,
  nowMs: number,
): IncidentEvent['type'] | null {
  if (incident.state === 'resolved') {
    // Good news is told even while silenced: whoever was called deserves the all-clear.
    return resolved.has(incident.fingerprint) && incident.messages > 0 ? 'resolved' : null;
  }
  if (incident.muted !== null) return null;
  if (incident.messages === 0) return incident.reopenedMs.length > 0 ? 'reopened' : 'opened';
  if (incident.pending.some(isNews)) return 'changed';
  return repeatIsDue(incident, nowMs) ? 'repeated' : null;
}

/** Worth a message of its own; more groups or a firmer diagnosis wait for the next repeat. */
const isNews = (change: Change) => change.what !== 'groups' && change.what !== 'confidence';

/** Repeated while it goes on. A last message in the future (the clock went back) counts as just now. */
function repeatIsDue(incident: Incident, nowMs: number): boolean {
  if ((incident.lastMessageMs ?? 0) > nowMs) incident.lastMessageMs = nowMs;
  if (nowMs - (incident.lastMessageMs ?? 0) < incident.repeatMs) return false;
  return incident.key.by === 'system' || incident.count > incident.countAtLastMessage;
}
