// Draws docs/images/bench-*.svg from the kept results of a whole run: `node bench/plot.mjs [bench/results/full.json]`
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { here } from './data.mjs';

const echarts = createRequire(join(here, '../package.json'))('echarts');
const results = JSON.parse(readFileSync(process.argv[2] ?? join(here, 'results/full.json'), 'utf8'));
const images = join(here, '../docs/images');
const FONT = 'system-ui, sans-serif';

const number = (n) => (n >= 1e6 ? `${n / 1e6} M` : n >= 1000 ? `${Math.round(n / 100) / 10} k` : String(n));

function svg(name, option, height = 300) {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 640, height });
  chart.setOption({ animation: false, backgroundColor: '#ffffff', textStyle: { fontFamily: FONT }, ...option });
  writeFileSync(join(images, `bench-${name}.svg`), `${chart.renderToSVGString()}\n`);
  chart.dispose();
}

/** CPU of the command and of zcat, and peak memory, over what grows. Straight lines through 0 are linear cost. */
function growth(name, points, what, scale = 'value') {
  const line = (label, value, style) => ({
    name: label,
    type: 'line',
    data: points.map((point) => [point.x, value(point)]),
    symbolSize: 6,
    ...style,
  });
  svg(`growth-${name}`, {
    title: { text: `Cost over ${what}`, left: 'center', textStyle: { fontSize: 14 } },
    legend: { top: 28 },
    grid: { left: 60, right: 60, top: 70, bottom: 45 },
    xAxis: {
      type: scale,
      name: what,
      nameLocation: 'middle',
      nameGap: 28,
      min: scale === 'log' ? 'dataMin' : 0,
      axisLabel: { formatter: number },
    },
    yAxis: [
      { type: 'value', name: 'CPU, s', min: 0 },
      { type: 'value', name: 'peak RSS, MB', min: 0, splitLine: { show: false } },
    ],
    series: [
      line('cos403, CPU', (point) => point.cpu, { color: '#1f6feb' }),
      line('zcat, CPU', (point) => point.zcat, { color: '#8b949e' }),
      line('cos403, memory', (point) => point.rss, { yAxisIndex: 1, color: '#d29922', lineStyle: { type: 'dashed' } }),
    ],
  });
}

/** Whole job on one file: CPU of every tool over that of zcat, with the spread of the rounds. */
function peers(name, { tools }, title) {
  const rows = Object.entries(tools)
    .map(([tool, { cpuRatio }]) => ({ tool, ...cpuRatio }))
    .sort((a, b) => b.median - a.median);
  svg(
    `peers-${name}`,
    {
      title: { text: title, left: 'center', textStyle: { fontSize: 14 } },
      grid: { left: 160, right: 40, top: 40, bottom: 40 },
      xAxis: { type: 'value', name: 'CPU over zcat', nameLocation: 'middle', nameGap: 25 },
      yAxis: { type: 'category', data: rows.map((row) => row.tool) },
      series: [
        {
          type: 'bar',
          data: rows.map((row) => ({
            value: Number(row.median.toFixed(2)),
            itemStyle: { color: row.tool.startsWith('cos403') ? '#1f6feb' : '#8b949e' },
          })),
          label: { show: true, position: 'right' },
        },
      ],
    },
    60 + rows.length * 28,
  );
}

const { cases } = results;
if (cases.growth) {
  growth('lines', cases.growth.lines, 'lines of one file');
  growth('groups', cases.growth.groups, 'groups of one file, 50 % denials');
  if (cases.growth.files) growth('files', cases.growth.files, 'files, two threads');
}
const usual = cases['one-file usual-3%, with peers'] ?? cases['one-file usual-3%'];
if (usual) peers('3-percent', usual, 'One file, 3 % denials, the whole job');
