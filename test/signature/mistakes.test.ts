import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { signCos } from '../../lib/signature/cos.js';
import { encodeStrict } from '../../lib/signature/encode.js';
import { MISTAKES } from '../../lib/signature/mistakes.js';
import { reportSignature } from '../../lib/signature/report.js';
import type { WireRequest } from '../../lib/signature/request.js';
import cases from '../cases/signature/mistakes.json';
import { runs } from '../support/property.js';

interface Case {
  name: string;
  id: string;
  /** The path in the URL. */
  sent: string;
  /** What went into the client's HttpString instead of the right thing. */
  signedPath?: string;
  signedMethod?: string;
  signedHost?: string;
  signedSecret?: string;
}

const HOST = 'examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com';
const TIME = '1700000000;1700000900';

/** A client that follows the seven steps with whatever it believes the parts to be. */
function clientSignature(parts: { method: string; path: string; host: string; secret: string }): string {
  const httpString = `${parts.method}\n${parts.path}\n\nhost=${encodeStrict(parts.host)}\n`;
  const text = `sha1\n${TIME}\n${createHash('sha1').update(httpString).digest('hex')}\n`;
  const signKey = createHmac('sha1', parts.secret).update(TIME).digest('hex');
  return createHmac('sha1', signKey).update(text).digest('hex');
}

function request(path: string, signature: string): WireRequest {
  const authorization =
    `q-sign-algorithm=sha1&q-ak=AKIDEXAMPLE&q-sign-time=${TIME}&q-key-time=${TIME}` +
    `&q-header-list=host&q-url-param-list=&q-signature=${signature}`;
  return { method: 'GET', path, query: '', headers: { host: HOST, authorization } };
}

describe('the reason of a wrong signature', () => {
  test.each(cases as Case[])('is found: $name', (given) => {
    const signature = clientSignature({
      method: given.signedMethod ?? 'get',
      path: given.signedPath ?? given.sent,
      host: given.signedHost ?? HOST,
      secret: given.signedSecret ?? 'SKEXAMPLE',
    });
    const report = reportSignature(request(given.sent, signature), 'SKEXAMPLE', null);
    expect(report.valid).toBe(false);
    expect(report.reasons.map(({ id }) => id)).toContain(given.id);
  });

  test('is not sought when the signature is right', () => {
    const signature = clientSignature({ method: 'get', path: '/a b', host: HOST, secret: 'SKEXAMPLE' });
    expect(reportSignature(request('/a%20b', signature), 'SKEXAMPLE', null)).toMatchObject({
      valid: true,
      reasons: [],
    });
  });

  test.each([
    ['before the start', 1_699_999_999_000, 'not-yet-valid'],
    ['in the last second', 1_700_000_900_999, null],
    ['after the end', 1_700_000_901_000, 'expired'],
    ['more than 15 minutes before the start', 1_699_999_099_000, 'skewed'],
  ])('is the time: %s', (_name, atMs, id) => {
    const signature = clientSignature({ method: 'get', path: '/a', host: HOST, secret: 'SKEXAMPLE' });
    const report = reportSignature(request('/a', signature), 'SKEXAMPLE', atMs as number);
    expect(report.reasons.map((reason) => reason.id)).toEqual(id === null ? [] : [id]);
  });

  test('has a text in both languages', () => {
    for (const { en, zh } of Object.values(MISTAKES)) {
      expect(en).not.toBe('');
      expect(zh).toMatch(/[\u4e00-\u9fff]/);
    }
  });
});

describe('any request', () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 });
  const anyRequest = fc.record({
    method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD'),
    path: text.map((key) => `/${encodeStrict(key)}`),
    query: fc
      .array(fc.tuple(text, text), { maxLength: 4 })
      .map((pairs) => pairs.map(([n, v]) => `${encodeStrict(`k${n}`)}=${encodeStrict(v)}`).join('&')),
    headers: fc.dictionary(fc.stringMatching(/^x-cos-[a-z]{1,8}$/), fc.string({ maxLength: 10 }), { maxKeys: 4 }),
  });

  test('verifies with the secret it was signed with, and with no other', () => {
    fc.assert(
      fc.property(anyRequest, fc.stringMatching(/^[A-Za-z0-9]{8,32}$/), (given, secretKey) => {
        const authorization = signCos(given, {
          secretId: 'AKIDEXAMPLE',
          secretKey,
          start: 1_700_000_000,
          end: 1_700_000_900,
        });
        const sent = { ...given, headers: { ...given.headers, authorization } };
        expect(reportSignature(sent, secretKey, null).valid).toBe(true);
        expect(reportSignature(sent, `${secretKey}0`, null).valid).toBe(false);
      }),
      runs(10),
    );
  });

  test('is read without an exception, whatever its signature looks like', () => {
    fc.assert(
      fc.property(
        anyRequest,
        fc.oneof(
          text,
          text.map((t) => `q-sign-algorithm=sha1&q-ak=${t}`),
          text.map((t) => `AWS4-HMAC-SHA256 ${t}`),
        ),
        (given, authorization) => {
          expect(reportSignature({ ...given, headers: { ...given.headers, authorization } }, 'x', 0).valid).toBe(false);
        },
      ),
      runs(10),
    );
  });
});
