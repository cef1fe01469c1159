import { firstDifference } from '../../lib/signature/difference.js';

const text = (lines: Partial<Record<'method' | 'path' | 'parameters' | 'headers', string>> = {}) =>
  `${lines.method ?? 'get'}\n${lines.path ?? '/a'}\n${lines.parameters ?? ''}\n${lines.headers ?? 'host=h'}\n`;

type Row = readonly [client: string, server: string, mistake: string | null];
const found = (part: 'method' | 'path' | 'parameters' | 'headers', [client, server]: Row) =>
  firstDifference(text({ [part]: client }), text({ [part]: server }));

test('the same text has no difference', () => {
  expect(firstDifference(text(), text())).toBeNull();
});

test('the first of several lines that differ is named, with both sides', () => {
  const difference = firstDifference(text({ path: '/b', headers: 'host=x' }), text());
  expect(difference).toMatchObject({ part: 'path', line: 2, client: '/b', server: '/a', mistake: null });
  expect(difference?.why.en).toBe('The server saw another path than was signed.');
});

test('a line that is missing counts as an empty one', () => {
  expect(firstDifference('get\n/a', text())).toMatchObject({ part: 'headers', client: '', server: 'host=h' });
});

test.each<Row>([
  ['GET', 'get', 'method-case'],
  ['put', 'post', 'method'],
])('method %s against %s: %s', (...row) => {
  expect(found('method', row)).toMatchObject({ line: 1, mistake: row[2] });
});

test.each<Row>([
  ['/a b', '/a%20b', 'path-double-encoded'],
  ['/a b', '/a%2520b', 'path-double-encoded'],
  ['/a%20b', '/a b', 'path-encoded'],
  ['/a+b', '/a b', 'path-plus'],
  ['/a b', '/a+b', 'path-plus'],
  ['a', '/a', 'path-leading-slash'],
  ['/a//b', '/a/b', 'path-leading-slash'],
  ['/a/', '/a', 'path-leading-slash'],
  ['/\u00e9', '/e\u0301', 'path-normalisation'],
  ['/你', Buffer.from('/你').toString('latin1'), 'path-normalisation'],
  [Buffer.from('/你').toString('latin1'), '/你', 'path-normalisation'],
  ['/', '/a/b', 'path-root'],
  ['/a/b', '/', 'path-root'],
  ['/bucket/a', '/a', 'path-bucket'],
  ['/a', '/bucket/a', 'path-bucket'],
  ['/a/../b', '/c', 'path-dot-segments'],
  ['/c', '/a/./b', 'path-dot-segments'],
  ['/c', '/a/..', 'path-dot-segments'],
  ['/a...b', '/c', null],
  ['/a', '/c', null],
])('path %s against %s: %s', (...row) => {
  expect(found('path', row)).toMatchObject({ line: 2, mistake: row[2] });
});

test.each<Row>([
  ['a=1&b=2', 'a=1', 'params'],
  ['b=2&a=1', 'a=1&b=2', 'params'],
  ['a=x%2fy', 'a=x%2Fy', 'param-values'],
  ['a=x+y', 'a=x%20y', 'param-values'],
  ['a=1', 'a=2', null],
])('parameters %s against %s: %s', (...row) => {
  expect(found('parameters', row)).toMatchObject({ line: 3, mistake: row[2] });
});

test.each<Row>([
  ['date=x&host=h', 'host=h', 'header-missing'],
  ['host=a', 'host=b', 'host'],
  ['content-type=a&host=h', 'content-type=b&host=h', 'content-type'],
  ['host=h', 'date=x&host=h', 'header-list'],
  ['host=h&date=x', 'date=x&host=h', 'header-list'],
  ['date=a%20b&host=h', 'date=a b&host=h', 'header-values'],
  ['date=a+b&host=h', 'date=a%20b&host=h', 'header-values'],
  ['date=a&host=h', 'date=b&host=h', null],
  ['', 'host=h', 'host'],
])('headers %s against %s: %s', (...row) => {
  expect(found('headers', row)).toMatchObject({ line: 4, mistake: row[2] });
});
