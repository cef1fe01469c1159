import type { IndexEntry } from '../index-model.js';
import { addDays } from '../zone.js';
import { renderColumns } from './engine.js';
import { seriesColour } from './palette.js';

export const HISTORY_DAYS = 90;

/** The last 90 days up to `last`, explained and unexplained denials; days without a report are gaps. */
export async function historyCharts(
  reports: readonly IndexEntry[],
  last: string,
): Promise<{ readonly wide: string; readonly narrow: string }> {
  const byDate = new Map(reports.map((entry) => [entry.date, entry]));
  const days = Array.from({ length: HISTORY_DAYS }, (_, index) => addDays(last, index - HISTORY_DAYS + 1));
  const series = [
    {
      colour: seriesColour(2),
      values: days.map((day) => (byDate.get(day)?.denials ?? 0) - (byDate.get(day)?.unexplained ?? 0)),
    },
    { colour: seriesColour(5), values: days.map((day) => byDate.get(day)?.unexplained ?? 0) },
  ];
  const labels = days.map((day) => day.slice(5));
  return {
    wide: await renderColumns({ width: 1120, height: 190, labels, labelEvery: 7, series }),
    narrow: await renderColumns({ width: 343, height: 160, labels, labelEvery: 30, series }),
  };
}
