import type { Diagnosis } from '../diagnose/model.js';

const MAX_CHECKS = 20;
const MAX_EVIDENCE = 5;
const MAX_VALUE_CHARS = 500;
const MAX_POLICY_CHARS = 20_000;

/** A diagnosis as it is kept in the state: bounded, whatever the account's policies hold. */
export function trimDiagnosis(diagnosis: Diagnosis): Diagnosis {
  const { remedy } = diagnosis;
  return {
    ...diagnosis,
    checks: diagnosis.checks.slice(0, MAX_CHECKS).map((check) => ({
      ...check,
      evidence: check.evidence.slice(0, MAX_EVIDENCE).map(({ fact, value }) => ({ fact, value: short(value) })),
    })),
    ruledOut: diagnosis.ruledOut.slice(0, MAX_CHECKS),
    remedy: {
      ...remedy,
      steps: remedy.steps.slice(0, 12),
      policy: JSON.stringify(remedy.policy).length > MAX_POLICY_CHARS ? null : remedy.policy,
    },
  };
}

function short(value: unknown): unknown {
  const text = JSON.stringify(value) ?? 'null';
  return text.length <= MAX_VALUE_CHARS ? value : `${text.slice(0, MAX_VALUE_CHARS)}…`;
}
