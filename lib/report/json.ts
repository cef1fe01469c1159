import type { ReportModel } from './types.js';

/** The report as a document: one line a group, so that 100,000 groups need no second copy in memory and `grep` works. */
export function* renderJson(report: ReportModel): Generator<string> {
  const { groups, ...rest } = report;
  const text = JSON.stringify(rest);
  yield `${text.slice(0, -1)},\n"groups":[`;
  for (const [index, group] of groups.entries()) yield `${index === 0 ? '\n' : ',\n'}${JSON.stringify(group)}`;
  yield groups.length === 0 ? ']}\n' : '\n]}\n';
}

/** Reads a stored report. Throws when it is none of this version. */
export function parseReport(text: string): ReportModel {
  const value = JSON.parse(text) as { schema?: unknown };
  if (value.schema !== 'cos403.report/1')
    throw new Error(`schema is ${JSON.stringify(value.schema)}, expected cos403.report/1`);
  return value as ReportModel;
}
