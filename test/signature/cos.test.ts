import { createHash } from 'node:crypto';
import { cosHttpString, cosSignKey, signCos } from '../../lib/signature/cos.js';
import { readSignature } from '../../lib/signature/read.js';
import { splitUrl, type WireRequest } from '../../lib/signature/request.js';
import { verifySignature } from '../../lib/signature/verify.js';
import cases from '../cases/signature/cos.json';

interface Case {
  name: string;
  secretId: string;
  secretKey: string;
  keyTime: string;
  request: { method: string; url: string; headers: Record<string, string> };
  signKey?: string;
  headerList: string;
  paramList: string;
  httpString?: string;
  httpStringSha1?: string;
  signature: string;
}

function wire({ method, url, headers }: Case['request']): WireRequest {
  const { path, query } = splitUrl(url);
  return {
    method,
    path,
    query,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  };
}

const list = (text: string) => text.split(';').filter(Boolean);

describe('a COS signature', () => {
  test.each(cases as Case[])('is computed: $name', (vector) => {
    const request = wire(vector.request);
    const [start, end] = vector.keyTime.split(';').map(Number) as [number, number];
    const authorization = signCos(request, { secretId: vector.secretId, secretKey: vector.secretKey, start, end });
    expect(authorization).toBe(
      `q-sign-algorithm=sha1&q-ak=${vector.secretId}&q-sign-time=${vector.keyTime}&q-key-time=${vector.keyTime}` +
        `&q-header-list=${vector.headerList}&q-url-param-list=${vector.paramList}&q-signature=${vector.signature}`,
    );
    const httpString = cosHttpString(request, list(vector.headerList), list(vector.paramList));
    if (vector.httpString) expect(httpString).toBe(vector.httpString);
    if (vector.httpStringSha1) expect(createHash('sha1').update(httpString).digest('hex')).toBe(vector.httpStringSha1);
    if (vector.signKey) expect(cosSignKey(vector.secretKey, vector.keyTime)).toBe(vector.signKey);
  });

  test.each(cases as Case[])('is verified in the header, in the URL and as one legacy parameter: $name', (vector) => {
    const request = wire(vector.request);
    const [start, end] = vector.keyTime.split(';').map(Number) as [number, number];
    const authorization = signCos(request, { secretId: vector.secretId, secretKey: vector.secretKey, start, end });
    const asQuery = authorization
      .split('&')
      .map((pair) => pair.replace(/=(.*)$/, (_, v) => `=${encodeURIComponent(v)}`));
    const join = (extra: string) => (request.query === '' ? extra : `${request.query}&${extra}`);
    const forms: WireRequest[] = [
      { ...request, headers: { ...request.headers, authorization } },
      { ...request, query: join(asQuery.join('&')) },
      { ...request, query: join(`sign=${encodeURIComponent(authorization)}`) },
    ];
    const places = forms.map((form) => {
      const signature = readSignature(form);
      if (signature.form !== 'cos') throw new Error(`read as ${signature.form}`);
      expect(verifySignature(form, signature, vector.secretKey).valid).toBe(true);
      expect(verifySignature(form, signature, `${vector.secretKey}x`).valid).toBe(false);
      return signature.place;
    });
    expect(places).toEqual(['header', 'query', 'legacy']);
  });
});
