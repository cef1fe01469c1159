import { parseRequestFile } from '../../lib/signature/request-file.js';

const file = (over: object) => JSON.stringify({ method: 'GET', url: 'https://b.example.com/a%20b?x=1', ...over });
const refusal = (text: string): string => {
  try {
    parseRequestFile(text);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was taken');
};

describe('a request file', () => {
  test('gives the request as it went over the wire', () => {
    expect(
      parseRequestFile(`\ufeff${file({ headers: { ' Date ': ' x ', 'Content-Length': 5, Range: ['a', 'b'] } })}`),
    ).toEqual({
      request: {
        method: 'GET',
        path: '/a%20b',
        query: 'x=1',
        headers: { date: 'x', 'content-length': '5', range: 'a,b', host: 'b.example.com' },
      },
      atMs: null,
    });
  });

  test('a Host header wins over that of the URL; a path alone has none', () => {
    expect(parseRequestFile(file({ headers: { Host: 'other' } })).request.headers).toEqual({ host: 'other' });
    expect(parseRequestFile(file({ url: '/a' })).request.headers).toEqual({});
  });

  test.each([
    ['2026-11-23T10:00:00Z', Date.UTC(2026, 10, 23, 10)],
    ['2026-11-23T18:00:00+08:00', Date.UTC(2026, 10, 23, 10)],
    ['2026-11-23T10:00:00', Date.UTC(2026, 10, 23, 10)],
    ['2026-11-23T10:00:00.250', Date.UTC(2026, 10, 23, 10, 0, 0, 250)],
  ])('the time %s is the same wherever the command runs', (at, ms) => {
    expect(parseRequestFile(file({ at })).atMs).toBe(ms);
  });

  test.each([
    ['no JSON', '{"method"', /^the request file is not valid JSON \(.+\)$/],
    ['no method', '{"url":"/"}', /^the request file is wrong at \/method: .*It is \{ "method"/],
    ['a method that is none', file({ method: 'GET /' }), /at \/method: must be a method such as GET/],
    ['no URL', file({ url: '' }), /at \/url: must be the URL/],
    ['headers of a wrong kind', file({ headers: { a: {} } }), /at \/headers\/a: /],
    ['a time that is none', file({ at: 'noon' }), /at \/at: must be a time such as/],
  ])('with %s is refused with the place', (_, text, message) => {
    expect(refusal(text)).toMatch(message);
  });
});
