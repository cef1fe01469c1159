import type { Incident, Mute } from './incident.js';
import { inhibitorOf } from './inhibition.js';
import { type SilenceRecord, silences } from './silences.js';

/** Notes at every open incident why nobody is told of it now, or that they are. */
export function muteAll(incidents: Iterable<Incident>, known: readonly SilenceRecord[], nowMs: number): void {
  const open = [...incidents].filter((incident) => incident.state === 'open');
  for (const incident of open) incident.muted = silencedBy(incident, known, nowMs);
  // Shadow and silenced incidents explain nothing to anybody: only those that speak can mute others.
  const speaking = open.filter((incident) => incident.muted === null);
  for (const incident of speaking) {
    const inhibitor = inhibitorOf(incident, speaking);
    if (inhibitor !== null) incident.muted = { by: 'inhibition', fingerprint: inhibitor };
  }
}

function silencedBy(incident: Incident, known: readonly SilenceRecord[], nowMs: number): Mute | null {
  if (incident.shadow) return { by: 'shadow' };
  const silence = known.find((candidate) => silences(candidate, incident, nowMs));
  return silence === undefined ? null : { by: 'silence', id: silence.id, untilMs: Date.parse(silence.until) };
}
