import './echarts.js';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main_handler } from '../../functions/report.js';
import { readCsv } from '../support/read-csv.js';
import { runCli } from '../support/run-cli.js';
import { lines, newState, type TestState } from './state.js';

let folder: string;
let state: TestState;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cos403-command-'));
  state = await newState();
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await state.close();
});

const nowMs = () => Date.parse('2026-11-24T03:00:00Z');
const cli = (...argv: string[]) => runCli(['report', ...argv], { cwd: folder, nowMs });

async function logFile(): Promise<string> {
  // The last second of the 22nd and the 23rd of Shanghai.
  const text = [
    ...lines('2026-11-22T15:59:59Z', 2),
    ...lines('2026-11-22T16:00:00Z', 3),
    ...lines('2026-11-23T15:59:59Z', 4),
  ];
  await writeFile(join(folder, 'day.log'), text.map((line) => `${line}\n`).join(''));
  return 'day.log';
}

describe('cos403 report', () => {
  test('makes the report of a day straight from log files', async () => {
    const json = await cli('--date', '2026-11-23', await logFile(), '--format', 'json');
    expect(json.code).toBe(0);
    expect(JSON.parse(json.stdout).headline).toMatchObject({ denials: 7, requests: 14 });
    const utc = await cli('--date', '2026-11-22', '--time-zone', 'UTC', 'day.log', '--format', 'json');
    expect(JSON.parse(utc.stdout).headline.denials).toBe(5);
  });

  test('a day without a date is yesterday', async () => {
    expect((await cli(await logFile())).stdout).toContain(
      'COS 403 report, Monday, 23 November 2026 (Asia/Shanghai)\n7 of 14 requests were refused',
    );
  });

  test('the name of the file tells the format', async () => {
    const file = await logFile();
    expect((await cli('--date', '2026-11-23', file, '--out', 'r.html')).code).toBe(0);
    expect(await readFile(join(folder, 'r.html'), 'utf8')).toMatch(/^<!doctype html>/);
    await cli('--date', '2026-11-23', file, '--out', 'r.csv');
    expect(readCsv((await readFile(join(folder, 'r.csv'), 'utf8')).slice(1))).toHaveLength(2);
    await cli('--date', '2026-11-23', file, '--out', 'r.md', '--lang', 'zh');
    expect(await readFile(join(folder, 'r.md'), 'utf8')).toContain('## COS 403 日报');
  });

  test('keys are masked unless --no-mask says otherwise; --mask masks addresses too', async () => {
    const file = await logFile();
    const print = async (...more: string[]) =>
      (await cli('--date', '2026-11-23', file, '--format', 'json', ...more)).stdout;
    expect(await print()).toMatch(/AKIDexam\*\*\*\*0000/);
    expect(await print()).toContain('203.0.113.7');
    expect(await print('--no-mask')).toContain('AKIDexample0000000000000000000000000');
    expect(await print('--mask')).not.toContain('203.0.113.7');
  });

  test('makes the report from a state and leaves nothing behind', async () => {
    await state.ingest('a', '2026-11-23T02:05:00Z', lines('2026-11-23T02:00:00Z', 3));
    const before = await state.keys();
    const { code, stdout } = await cli('--date', '2026-11-23', '--state', state.store.location, '--format', 'json');
    expect([code, JSON.parse(stdout).headline.denials]).toEqual([0, 3]);
    expect(await state.keys()).toEqual(before);
  });

  test('several states make one report', async () => {
    const other = await newState();
    await state.ingest('a', '2026-11-23T02:05:00Z', lines('2026-11-23T02:00:00Z', 3));
    await other.ingest('b', '2026-11-23T02:05:00Z', lines('2026-11-23T02:00:00Z', 4));
    const { stdout } = await cli(
      '--date',
      '2026-11-23',
      '--state',
      state.store.location,
      '--state',
      other.store.location,
      '--format',
      'json',
    );
    expect(JSON.parse(stdout).roots.map((root: { denials: number }) => root.denials)).toEqual([3, 4]);
    await other.close();
  });

  test('an input that cannot be opened fails the exit code, the others are still reported', async () => {
    const { code, stdout, stderr } = await cli('--date', '2026-11-23', await logFile(), 'absent.log');
    expect(code).toBe(1);
    expect(stdout).toContain('7 of 14 requests');
    expect(stderr).toContain('absent.log');
  });

  test.each([
    [['--date', '2026-02-30', 'x.log'], '"2026-02-30" is no day'],
    [['--time-zone', 'Mars/Olympus', 'x.log'], '"Mars/Olympus" is no time zone'],
    [['--live', '--snapshot', 'f', 'x.log'], 'either --snapshot FILE or --live'],
    [['--state', 's', 'x.log'], 'either log files or --state'],
  ])('wrong usage is told: %s', async (argv, message) => {
    const { code, stderr } = await cli(...argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('the report function', () => {
  const configured = (over: object = {}) =>
    JSON.stringify({ schema: 'cos403.config/1', state: state.store.location, ...over });
  const before = { ...process.env };
  const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  afterEach(() => {
    process.env = { ...before };
  });
  afterAll(() => printed.mockRestore());

  test('takes the day from the timer’s time, not from the clock, and answers what it did', async () => {
    await state.ingest('a', '2026-11-23T02:05:00Z', lines('2026-11-23T02:00:00Z', 3));
    process.env['COS403_CONFIG'] = configured({
      channels: { file: { type: 'file', path: join(folder, 'out.ndjson') } },
      report: { channels: ['file'] },
    });
    const event = { Type: 'Timer', TriggerName: 'report', Time: '2026-11-24T00:00:00Z', Message: '' };
    const run = await main_handler(event, { request_id: 'r', time_limit_in_ms: 60_000 });
    expect(run.days[0]).toMatchObject({ date: '2026-11-23', status: 'written', denials: 3 });
    expect(run.messages).toMatchObject({ queued: 1, sent: 1 });
    expect(await state.keys('reports/')).toEqual([
      'reports/2026-11-23/covered.json.gz',
      'reports/2026-11-23/report.csv',
      'reports/2026-11-23/report.html',
      'reports/2026-11-23/report.json',
      'reports/2026-11-23/report.md',
      'reports/index.html',
      'reports/index.json',
    ]);
    const again = await main_handler(event, { time_limit_in_ms: 60_000 });
    expect(again).toMatchObject({ messages: { queued: 0 }, days: [{ status: 'unchanged' }, {}, {}] });
  });

  test('without a state it fails with a sentence, so that the platform shows it', async () => {
    process.env['COS403_CONFIG'] = '{"schema":"cos403.config/1"}';
    await expect(main_handler({}, {})).rejects.toThrow('the configuration names no state');
  });
});
