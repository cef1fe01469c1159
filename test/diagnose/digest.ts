import type { DiagnoseOutcome, Diagnosis } from '../../lib/diagnose/model.js';
import type { FactRequest } from '../../lib/facts/snapshot.js';

/** What an answer says beside its steps and its evidence, a line for each thing: texts of many answers that are read together. */
export function linesOf({ diagnoses, wants }: DiagnoseOutcome): string[] {
  const lines = diagnoses.flatMap((one) => {
    const { head, more } = digestOf(one);
    return [head, ...Object.entries(more).map(([name, value]) => `  ${name}: ${value}`)];
  });
  return [...lines, ...wantLines(wants)];
}

/** What differs from the answer with all facts, in one line; '' when nothing does. */
export function changeOf(whole: DiagnoseOutcome, less: DiagnoseOutcome): string {
  const changes = less.diagnoses
    .map((one, i) => differences(whole.diagnoses[i], one))
    .filter((change) => change !== '');
  const gone = whole.diagnoses.length - less.diagnoses.length;
  const wants = wantLines(less.wants).join();
  return [
    ...changes,
    ...(gone > 0 ? [`${gone} fewer`] : []),
    ...(wants === wantLines(whole.wants).join() ? [] : [wants || 'wants nothing']),
  ].join(' | ');
}

export function wantText(want: FactRequest): string {
  const { fact, ...things } = want;
  return [fact, ...Object.values(things)].join(' ');
}

function wantLines(wants: readonly FactRequest[]): string[] {
  return wants.length === 0 ? [] : [`wants ${wants.map(wantText).join('; ')}`];
}

function digestOf(one: Diagnosis): { head: string; more: Record<string, string> } {
  const { policy, verified } = one.remedy;
  const checks = new Map<string, string[]>();
  for (const { id, status } of one.checks) checks.set(status, [...(checks.get(status) ?? []), id]);
  const more = {
    says: one.cause.summary.en,
    zh: one.cause.summary.zh,
    open: one.alternatives
      .map(({ id, confidence }) => (confidence === 'possible' ? id : `${confidence} ${id}`))
      .join(', '),
    out: one.ruledOut.map(({ id }) => id).join(', '),
    ...Object.fromEntries([...checks].map(([status, ids]) => [status, ids.join(', ')])),
    missing: one.missingPermissions.join(', '),
    policy: policy === null ? '' : verified === true ? 'verified' : `verified: ${verified}`,
  };
  return {
    head: `${one.cause.confidence} ${one.cause.id} ×${one.count} (${one.subject})`,
    more: Object.fromEntries(Object.entries(more).filter(([, value]) => value !== '')),
  };
}

function differences(before: Diagnosis | undefined, after: Diagnosis): string {
  const now = digestOf(after);
  if (before === undefined) return `also ${now.head}`;
  const then = digestOf(before);
  const { zh: _chinese, ...more } = now.more;
  const statuses = new Map(before.checks.map(({ id, status }) => [id, status]));
  const checks = after.checks
    .filter(({ id, status }) => statuses.get(id) !== status)
    .map(({ id, status }) => `${id} ${status}`);
  const lists = ['open', 'out', 'says', 'missing', 'policy'].filter((name) => then.more[name] !== more[name]);
  return [
    ...(then.head === now.head ? [] : [now.head]),
    ...lists.map((name) => `${name}: ${name === 'out' ? outChange(before, after) : (more[name] ?? '-')}`),
    ...(checks.length > 0 ? [`checks: ${checks.join(', ')}`] : []),
  ].join('; ');
}

function outChange(before: Diagnosis, after: Diagnosis): string {
  const [then, now] = [before, after].map((one) => one.ruledOut.map(({ id }) => id as string));
  const added = now!.filter((id) => !then!.includes(id)).map((id) => `+${id}`);
  const lost = then!.filter((id) => !now!.includes(id)).map((id) => `-${id}`);
  return [...added, ...lost].join(' ') || 'other order';
}
