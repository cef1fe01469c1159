import type { Group } from '../aggregate/model.js';
import type { Diagnosis } from '../diagnose/model.js';
import { groupId } from './identity.js';
import type { DatedDiagnosis } from './model.js';

/** A diagnosis that was made while an incident was open. */
export interface IncidentDiagnosis {
  readonly diagnosis: Diagnosis;
  readonly asOf: string;
}

/** Causes that say "it would be allowed today": told after the fact, they only mean that it was repaired since. */
const ALLOWED_NOW = /-now$/;

/**
 * Joins what was found while incidents were open with what is found today: for its part of a group the incident's cause wins, because
 * settings may have been repaired since. Today's causes share the rest; those that only say "allowed now" give way to the incident's.
 */
export function joinDiagnoses(
  groups: readonly Group[],
  today: ReadonlyMap<string, readonly Diagnosis[]>,
  incidents: readonly IncidentDiagnosis[],
  asOf: string,
): DatedDiagnosis[] {
  const byGroup = new Map<string, IncidentDiagnosis>();
  for (const incident of incidents) {
    const id = groupId(incident.diagnosis.group);
    const known = byGroup.get(id);
    // An unexplained incident has nothing to say; of several the latest holds.
    if (incident.diagnosis.cause.id === 'unexplained' || (known && known.asOf >= incident.asOf)) continue;
    byGroup.set(id, incident);
  }
  return groups.flatMap((group) => {
    const id = groupId(group);
    const now = today.get(id) ?? [];
    const incident = byGroup.get(id);
    if (!incident) return now.map((diagnosis): DatedDiagnosis => ({ diagnosis, asOf, source: 'report' }));
    return withIncident(group, now, incident, asOf);
  });
}

function withIncident(
  group: Group,
  now: readonly Diagnosis[],
  incident: IncidentDiagnosis,
  asOf: string,
): DatedDiagnosis[] {
  const others = now.filter(
    ({ cause }) =>
      cause.id !== incident.diagnosis.cause.id && !ALLOWED_NOW.test(cause.id) && cause.id !== 'unexplained',
  );
  const kept = others.length === 0 ? group.count : Math.round(group.count * incident.diagnosis.share);
  const own = Math.min(group.count, Math.max(1, kept));
  const rest = group.count - own;
  const sum = others.reduce((total, diagnosis) => total + diagnosis.count, 0);
  const parts: DatedDiagnosis[] = [
    { diagnosis: part(incident.diagnosis, own, group.count), asOf: incident.asOf, source: 'incident' },
  ];
  let left = rest;
  for (const [index, diagnosis] of others.entries()) {
    const count = index === others.length - 1 ? left : Math.min(left, Math.round((rest * diagnosis.count) / sum));
    left -= count;
    if (count > 0) parts.push({ diagnosis: part(diagnosis, count, group.count), asOf, source: 'report' });
  }
  return parts;
}

const part = (diagnosis: Diagnosis, count: number, whole: number): Diagnosis => ({
  ...diagnosis,
  count,
  share: count / whole,
});
