import type { Confidence, Diagnosis } from '../../lib/diagnose/model.js';
import { factsOf, without } from './missing-facts.js';
import { diagnosesOf, type ExpectedDiagnosis, isTrueOf, type Scenario, scenarios } from './scenario.js';

interface Tally {
  readonly pairs: Map<string, Map<string, number>>;
  readonly calibration: Record<Confidence, { right: number; named: number; wrong: number }>;
}

/** docs/CONFUSION.md: what the cases expect against what is given, with all facts and with each fact missing. */
export async function confusionMarkdown(): Promise<string> {
  const all = scenarios();
  const whole = tally();
  const fewer = tally();
  for (const scenario of all) {
    const scan = await scenario.scan();
    count(whole, scenario, diagnosesOf(scan, scenario.snapshot));
    for (const path of factsOf(scenario.snapshot))
      count(fewer, scenario, diagnosesOf(scan, without(scenario.snapshot, [path])));
  }
  const counts = new Map<string, number>();
  for (const scenario of all)
    for (const one of scenario.expected) counts.set(one.cause, (counts.get(one.cause) ?? 0) + 1);
  return [
    '# Confusion table',
    '',
    `Expected × given over the ${all.length} cases of \`test/cases/diagnose\` (${counts.size} causes). \`node scripts/confusion.mjs\` writes this file; a test keeps it equal.`,
    '',
    '## With the facts of the case',
    '',
    ...calibrationTable(whole),
    '',
    ...pairTable(whole),
    '',
    '## With each fact of the case missing once',
    '',
    'A fact less must lower the confidence, never turn the answer into a wrong certain one. "Named as open" are answers whose',
    'first cause is another one, with the right one among the alternatives.',
    '',
    ...calibrationTable(fewer),
    '',
    ...pairTable(fewer),
    '',
    '## Cases per cause',
    '',
    '| cause | cases |',
    '| --- | ---: |',
    ...[...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([cause, n]) => `| \`${cause}\` | ${n} |`),
    '',
  ].join('\n');
}

function tally(): Tally {
  const none = () => ({ right: 0, named: 0, wrong: 0 });
  return { pairs: new Map(), calibration: { certain: none(), likely: none(), possible: none() } };
}

function count(into: Tally, scenario: Scenario, given: readonly Diagnosis[]): void {
  for (const one of given) {
    const expected = expectedFor(scenario, one);
    const cell = into.calibration[one.cause.confidence];
    if (isTrueOf(scenario, one.cause.id)) cell.right += 1;
    else if (one.alternatives.some((entry) => isTrueOf(scenario, entry.id))) cell.named += 1;
    else cell.wrong += 1;
    const row = into.pairs.get(expected) ?? new Map<string, number>();
    row.set(one.cause.id, (row.get(one.cause.id) ?? 0) + 1);
    into.pairs.set(expected, row);
  }
}

function expectedFor(scenario: Scenario, given: Diagnosis): string {
  const same = scenario.expected.find((one: ExpectedDiagnosis) => one.cause === given.cause.id);
  return (same ?? scenario.expected.find((one) => one.count === given.count) ?? scenario.expected[0])?.cause ?? '-';
}

function calibrationTable({ calibration }: Tally): string[] {
  return [
    '| confidence | right | named as open | wrong |',
    '| --- | ---: | ---: | ---: |',
    ...(['certain', 'likely', 'possible'] as const).map((confidence) => {
      const { right, named, wrong } = calibration[confidence];
      return `| ${confidence} | ${right} | ${named} | ${wrong} |`;
    }),
  ];
}

/** Only what was confused: the diagonal is in the calibration table. */
function pairTable({ pairs }: Tally): string[] {
  const rows = [...pairs]
    .flatMap(([expected, row]) =>
      [...row].filter(([given]) => given !== expected).map(([given, n]) => ({ expected, given, n })),
    )
    .sort(
      (a, b) =>
        (a.expected < b.expected ? -1 : a.expected > b.expected ? 1 : 0) || b.n - a.n || (a.given < b.given ? -1 : 1),
    );
  if (rows.length === 0) return ['Nothing is confused: every case gets the cause it expects.'];
  return [
    '| expected | given | times |',
    '| --- | --- | ---: |',
    ...rows.map(({ expected, given, n }) => `| \`${expected}\` | \`${given}\` | ${n} |`),
  ];
}
