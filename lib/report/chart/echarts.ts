import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import * as core from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

/** The parts of the chart library that are used; the rest stays out of the bundle. Loaded by the first chart that is drawn. */
core.use([BarChart, LineChart, GridComponent, SVGRenderer]);

export const { init } = core;
