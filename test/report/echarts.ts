/**
 * The chart library as jest can load it: its CommonJS build with every chart registered, behind the names of its ES modules. The
 * built command and functions use the ES modules.
 */
const whole = () => jest.requireActual<Record<string, unknown>>('echarts');
const part = () => ({
  BarChart: () => undefined,
  LineChart: () => undefined,
  GridComponent: () => undefined,
  SVGRenderer: () => undefined,
});

jest.mock('echarts/core', () => ({ init: whole()['init'], use: () => undefined }));
jest.mock('echarts/charts', () => part());
jest.mock('echarts/components', () => part());
jest.mock('echarts/renderers', () => part());
