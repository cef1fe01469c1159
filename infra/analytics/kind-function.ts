import { KIND_RULES } from '../../lib/denial/kind-table.js';

const text = (value: string) => `'${value.toLowerCase().replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** The kinds of refusal as a function of ClickHouse, from the same table as the command. */
export function kindFunction(): string {
  const words = KIND_RULES.filter((rule) => rule.codes.length > 0).map((rule) => ({
    when: (column: string) => `${column} IN (${rule.codes.map(text).join(', ')})`,
    kind: rule.kind,
  }));
  const sentences = KIND_RULES.flatMap((rule) => [
    ...(rule.opening ? [{ when: `startsWith(m, ${text(rule.opening)})`, kind: rule.kind }] : []),
    ...(rule.sentences.length > 0
      ? [{ when: rule.sentences.map((one) => `position(m, ${text(one)}) > 0`).join(' OR '), kind: rule.kind }]
      : []),
  ]);
  const branches = [
    ...words.map(({ when, kind }) => `${when('c')}, '${kind}'`),
    ...words.map(({ when, kind }) => `${when('m')}, '${kind}'`),
    ...sentences.map(({ when, kind }) => `${when}, '${kind}'`),
    "c IN ('-', '') AND m IN ('-', ''), 'unspecified'",
    "c = 'accessdenied' OR m = 'access denied.', 'access-denied'",
  ];
  return `-- Written by \`node bench/analytics.mjs --write\` from lib/denial/kind-table.ts.
CREATE FUNCTION IF NOT EXISTS cos403_kind_of AS (c, m) -> multiIf(
  ${branches.join(',\n  ')},
  'other');
CREATE FUNCTION IF NOT EXISTS cos403_kind AS (code, message) -> cos403_kind_of(lower(code), lower(message));
`;
}
