import type { Kind } from '../../denial/kinds.js';
import type { ReportModel } from '../types.js';
import { renderColumns } from './engine.js';
import { REFERENCE, SERIES, seriesColour } from './palette.js';

/** The kinds that get a colour of their own, largest first; the others share the last. */
export function chartKinds(report: ReportModel): { readonly own: readonly Kind[]; readonly rest: readonly Kind[] } {
  const kinds = report.kinds.map(({ kind }) => kind);
  // One kind more needs no "rest".
  const own = kinds.length <= SERIES ? kinds : kinds.slice(0, SERIES - 1);
  return { own, rest: kinds.slice(own.length) };
}

/** Denials by hour and kind, wide for a screen and narrow for a phone; null without denials. */
export async function timelineCharts(
  report: ReportModel,
): Promise<{ readonly wide: string; readonly narrow: string } | null> {
  if (report.headline.denials === 0 || report.timeline.length === 0) return null;
  const { own, rest } = chartKinds(report);
  const series: { colour: string; values: number[] }[] = own.map((kind, index) => ({
    colour: seriesColour(index),
    values: report.timeline.map((hour) => hour.kinds[kind] ?? 0),
  }));
  if (rest.length > 0) {
    series.push({
      colour: seriesColour(SERIES - 1),
      values: report.timeline.map((hour) => rest.reduce((sum, kind) => sum + (hour.kinds[kind] ?? 0), 0)),
    });
  }
  const reference = report.headline.lastWeek
    ? { colour: REFERENCE, values: report.timeline.map((hour) => hour.lastWeek) }
    : null;
  const chart = { labels: report.timeline.map(({ label }) => label), series, ...(reference && { reference }) };
  return {
    wide: await renderColumns({ ...chart, width: 1120, height: 230, labelEvery: 2 }),
    narrow: await renderColumns({ ...chart, width: 343, height: 190, labelEvery: 6 }),
  };
}
