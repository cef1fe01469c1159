import { type Change, causeOf, type Diagnosed, type Incident, isAllowedNow, provenBy } from './incident.js';

/** A diagnosis that says something else than the last one is told; a failed one never replaces a good one. */
export function noteDiagnosis(incident: Incident, fresh: Diagnosed): void {
  if (fresh.status === 'none') return;
  const before = causeOf(incident.diagnosis);
  const after = fresh.main.cause.id;
  if (before !== after) {
    noteChange(incident, { what: isAllowedNow(after) ? 'cause-gone' : 'cause', from: before, to: after });
  } else if (incident.diagnosis.status === 'ok') {
    const from = incident.diagnosis.main.cause.confidence;
    const to = fresh.main.cause.confidence;
    if (from !== to) noteChange(incident, { what: 'confidence', from, to });
  }
  incident.diagnosis = fresh;
  incident.proven = provenBy(fresh) ?? incident.proven;
}

/** One entry per sort of change, from what was last told to what holds now; back to the start is no change. */
export function noteChange(incident: Incident, change: Change): void {
  // Before the first message everything is news anyway.
  if (incident.messages === 0) return;
  const earlier = incident.pending.find((entry) => sortOf(entry) === sortOf(change));
  const rest = incident.pending.filter((entry) => entry !== earlier);
  if (change.what === 'groups') {
    const before = earlier?.what === 'groups' ? earlier.added : 0;
    incident.pending = [...rest, { what: 'groups', added: before + change.added }];
    return;
  }
  const from = earlier !== undefined && 'from' in earlier ? earlier.from : change.from;
  incident.pending = from === change.to ? rest : [...rest, { ...change, from } as Change];
}

const sortOf = (change: Change) => (change.what === 'cause-gone' ? 'cause' : change.what);
