import type { ScanResult } from '../aggregate/model.js';
import type { Diagnosis, DiagnosisReport } from './model.js';

/** `cos403.diagnosis/1` from a scan and the diagnoses of its groups, in the order of the groups. */
export function diagnosisReport(scan: ScanResult, byGroup: readonly (readonly Diagnosis[])[]): DiagnosisReport {
  const { groups: _groups, ...rest } = scan;
  let groups = 0;
  let denials = 0;
  for (const diagnoses of byGroup) {
    const open = diagnoses.filter((diagnosis) => diagnosis.cause.id === 'unexplained');
    if (open.length > 0) groups += 1;
    for (const diagnosis of open) denials += diagnosis.count;
  }
  return { schema: 'cos403.diagnosis/1', scan: rest, diagnoses: byGroup.flat(), unexplained: { groups, denials } };
}
