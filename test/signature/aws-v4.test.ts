import { reportSignature } from '../../lib/signature/report.js';
import { parseRequestFile } from '../../lib/signature/request-file.js';
import cases from '../cases/signature/aws-v4.json';

interface Case {
  name: string;
  secretKey: string;
  request: { method: string; url: string; headers: Record<string, string> };
  goodAt?: string;
  expiredAt?: string;
}

describe('an AWS signature version 4', () => {
  test.each(cases as Case[])('is verified: $name', ({ request, secretKey, goodAt, expiredAt }) => {
    const at = (time?: string) => parseRequestFile(JSON.stringify(time ? { ...request, at: time } : request));
    const plain = at();
    expect(reportSignature(plain.request, secretKey, plain.atMs)).toMatchObject({ valid: true, reasons: [] });
    expect(reportSignature(plain.request, `${secretKey}x`, null).valid).toBe(false);
    if (goodAt) expect(reportSignature(plain.request, secretKey, at(goodAt).atMs).valid).toBe(true);
    if (expiredAt) {
      expect(reportSignature(plain.request, secretKey, at(expiredAt).atMs).reasons.map(({ id }) => id)).toEqual([
        'expired',
      ]);
    }
  });

  test('names a signed header that did not arrive', () => {
    const { request, secretKey } = cases[0]!;
    const { Range: _gone, ...headers } = request.headers as Record<string, string>;
    const { request: wire } = parseRequestFile(JSON.stringify({ ...request, headers }));
    expect(reportSignature(wire, secretKey, null).reasons.map(({ text }) => text.en)).toEqual([
      expect.stringMatching(/header that did not arrive.*\(range\)/),
    ]);
  });
});
