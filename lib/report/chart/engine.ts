import { COLOURS, GRID, LABEL } from './palette.js';
import { sanitizeSvg } from './svg.js';

/** A chart of stacked columns over labelled steps, with an optional reference line. Labels are plain text. */
export interface ColumnChart {
  readonly width: number;
  readonly height: number;
  readonly labels: readonly string[];
  /** Every how many labels one is written. */
  readonly labelEvery: number;
  readonly series: readonly { readonly colour: string; readonly values: readonly number[] }[];
  readonly reference?: { readonly colour: string; readonly values: readonly (number | null)[] };
}

/** Renders on the server to a sanitised `<svg>`. The chart library is loaded by the first chart that is drawn. */
export async function renderColumns(chart: ColumnChart): Promise<string> {
  const { init } = await import('./echarts.js');
  const instance = init(null, null, { renderer: 'svg', ssr: true, width: chart.width, height: chart.height });
  try {
    instance.setOption({
      animation: false,
      grid: { left: 4, right: 4, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: {
        type: 'category',
        data: [...chart.labels],
        axisTick: { show: false },
        axisLine: { lineStyle: { color: GRID } },
        axisLabel: { color: LABEL, interval: (index: number) => index % chart.labelEvery === 0, hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        splitNumber: 3,
        splitLine: { lineStyle: { color: GRID } },
        axisLabel: { color: LABEL },
      },
      series: [
        ...chart.series.map(({ colour, values }) => ({
          type: 'bar' as const,
          stack: 'all',
          silent: true,
          barCategoryGap: '28%',
          itemStyle: { color: colour },
          data: [...values],
        })),
        ...(chart.reference
          ? [
              {
                type: 'line' as const,
                step: 'middle' as const,
                symbol: 'none',
                silent: true,
                lineStyle: { color: chart.reference.colour, width: 1.5, type: 'dashed' as const },
                data: [...chart.reference.values],
              },
            ]
          : []),
      ],
    });
    return sanitizeSvg(instance.renderToSVGString(), COLOURS, 'chart');
  } finally {
    instance.dispose();
  }
}
