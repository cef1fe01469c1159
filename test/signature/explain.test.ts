import { cosHttpString, cosStringToSign, signCos } from '../../lib/signature/cos.js';
import { parseErrorBody } from '../../lib/signature/error-body.js';
import { explainSignature } from '../../lib/signature/explain.js';
import type { WireRequest } from '../../lib/signature/request.js';

const HOST = 'examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com';
const KEY = { secretId: 'AKIDEXAMPLE', secretKey: 'SKEXAMPLE', start: 1_700_000_000, end: 1_700_000_900 };
const base: WireRequest = {
  method: 'GET',
  path: '/a%20b.txt',
  query: 'prefix=x',
  headers: { host: HOST, 'content-type': 'text/plain' },
};

function signed(request: WireRequest, secretKey = KEY.secretKey): WireRequest {
  return { ...request, headers: { ...request.headers, authorization: signCos(request, { ...KEY, secretKey }) } };
}

/** What COS answers when `arrived` came instead of what was signed. */
function answer(arrived: WireRequest) {
  const httpString = cosHttpString(arrived, ['content-type', 'host'], ['prefix']);
  const stringToSign = cosStringToSign(`${KEY.start};${KEY.end}`, httpString);
  const xml = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return parseErrorBody(
    `<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n\t<Code>SignatureDoesNotMatch</Code>\n\t<Message>The Signature you specified is invalid.</Message>\n` +
      `\t<StringToSign>${xml(stringToSign)}</StringToSign>\n\t<FormatString>${xml(httpString)}</FormatString>\n\t<Resource>/a</Resource>\n</Error>`,
  )!;
}

/** Each way in which a request changes between client and server, with the line and the reason that must be named. */
const CHANGES: [name: string, arrived: Partial<WireRequest>, line: number, part: string, mistake: string | null][] = [
  ['another method', { method: 'HEAD' }, 1, 'method', 'method'],
  ['a path encoded twice', { path: '/a%2520b.txt' }, 2, 'path', 'path-double-encoded'],
  ['a plus for a space', { path: '/a+b.txt' }, 2, 'path', 'path-plus'],
  ['a second slash', { path: '//a%20b.txt' }, 2, 'path', 'path-leading-slash'],
  ['a path under another prefix', { path: '/other/c.txt' }, 2, 'path', null],
  ['a parameter that was dropped', { query: '' }, 3, 'parameters', 'params'],
  ['another host', { headers: { host: 'cdn.example.com', 'content-type': 'text/plain' } }, 4, 'headers', 'host'],
  [
    'a charset that was added',
    { headers: { host: HOST, 'content-type': 'text/plain; charset=utf-8' } },
    4,
    'headers',
    'content-type',
  ],
  ['a header that was removed', { headers: { host: HOST } }, 4, 'headers', 'header-missing'],
];

describe('the explanation of SignatureDoesNotMatch', () => {
  test.each(CHANGES)('names the first line that differs: %s', (_name, arrived, line, part, mistake) => {
    for (const secret of [null, KEY.secretKey]) {
      const { difference } = explainSignature(signed(base), answer({ ...base, ...arrived }), secret);
      expect(difference).toMatchObject({ line, part, mistake });
    }
  });

  test('says that the keys differ when every line is the same', () => {
    const explanation = explainSignature(signed(base, 'WRONG'), answer(base), KEY.secretKey);
    expect(explanation.difference).toBeNull();
    expect(explanation.summary.en).toContain('the secret key does not belong to AKIDEXAMPLE');
  });

  test('says what the client did instead when every line is the same and the secret proves it', () => {
    const clientView = signed({ ...base, path: '/a%2520b.txt' });
    const sent = { ...base, headers: { ...base.headers, authorization: clientView.headers['authorization']! } };
    const explanation = explainSignature(sent, answer(base), KEY.secretKey);
    expect(explanation.reasons.map(({ id }) => id)).toEqual(['path-encoded']);
    expect(explanation.summary.en).toContain('signed percent-encoded');
  });

  test('uses the digest when the answer has no FormatString', () => {
    const error = { ...answer({ ...base, path: '/b' }), formatString: null };
    expect(explainSignature(signed(base), error, null).difference).toMatchObject({ part: 'string-to-sign', line: 3 });
  });

  test('names the time when the server hashed another one', () => {
    const other = { ...answer(base), formatString: null };
    const error = { ...other, stringToSign: other.stringToSign!.replace('1700000900', '1700009999') };
    const { difference, summary } = explainSignature(signed(base), error, null);
    expect(difference).toMatchObject({
      part: 'sign-time',
      line: 2,
      client: '1700000000;1700000900',
      server: '1700000000;1700009999',
      mistake: 'key-time',
    });
    expect(summary.en).toMatch(/^Line 2 \(sign-time\) differs\. /);
    expect(summary.zh).toMatch(/^第 2 行（sign-time）不同。/);
  });

  test('takes a FormatString whose last line end was cut off', () => {
    const error = answer(base);
    const cut = { ...error, formatString: error.formatString!.trimEnd() };
    expect(explainSignature(signed(base), cut, null).difference).toBeNull();
  });

  test('gives what client and server hashed, and nothing was verified without the secret', () => {
    const request = signed(base);
    const error = answer(base);
    const explanation = explainSignature(request, error, null);
    expect(explanation).toMatchObject({
      valid: false,
      expected: '',
      reasons: [],
      httpString: error.formatString,
      stringToSign: error.stringToSign,
      server: { code: 'SignatureDoesNotMatch', httpString: error.formatString, stringToSign: error.stringToSign },
    });
    expect(request.headers['authorization']).toContain(explanation.given);
  });

  test.each([
    ['without a signature', {}, 'no-signature'],
    ['with one of no known form', { authorization: 'Basic x' }, 'malformed'],
  ])('of a request %s says so, with and without the secret', (_, headers, id) => {
    const request = { ...base, headers: { ...base.headers, ...headers } };
    for (const secret of [null, KEY.secretKey]) {
      const { difference, reasons, summary, server } = explainSignature(request, answer(base), secret);
      expect({ difference, ids: reasons.map((one) => one.id) }).toEqual({ difference: null, ids: [id] });
      expect(summary).toEqual(reasons[0]!.text);
      expect(server.code).toBe('SignatureDoesNotMatch');
    }
  });

  test('says that the signature is right where it is', () => {
    const { valid, summary } = explainSignature(signed(base), answer(base), KEY.secretKey);
    expect(valid).toBe(true);
    expect(summary.en).toMatch(/^The signature is right for this request and secret key/);
  });

  test('can only suspect the keys when the answer holds nothing of what the server hashed', () => {
    const { authorization } = signed(base).headers;
    const file = { ...base, path: '/other.txt', headers: { ...base.headers, authorization: authorization! } };
    const silent = { ...answer(base), formatString: null, stringToSign: null };
    const { difference, summary } = explainSignature(file, silent, KEY.secretKey);
    expect(difference).toBeNull();
    expect(summary.en).toContain('the secret key does not belong to AKIDEXAMPLE');
  });

  test('shows of a long SecretId its beginning and end', () => {
    const secretId = 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE';
    const authorization = signCos(base, { ...KEY, secretId, secretKey: 'WRONG' });
    const request = { ...base, headers: { ...base.headers, authorization } };
    const { summary } = explainSignature(request, answer(base), KEY.secretKey);
    for (const text of [summary.en, summary.zh]) {
      expect(text).toContain('AKIDz8kr…MPLE');
      expect(text).not.toContain(secretId);
    }
  });

  test('of an AWS version 2 signature shows no text that it cannot know', () => {
    const request = { ...base, headers: { ...base.headers, authorization: 'AWS AKIA:c2lnbmF0dXJl' } };
    expect(explainSignature(request, answer(base), null)).toMatchObject({
      given: 'c2lnbmF0dXJl',
      httpString: '',
      stringToSign: '',
      difference: null,
    });
  });

  test.each(['', 'not xml', '<Error>', '<Other/>', '<!DOCTYPE a [<!ENTITY b "c">]><Error>&b;</Error>'])(
    'refuses what is no error document: %s',
    (xml) => {
      expect(parseErrorBody(xml)).toBeNull();
    },
  );
});
