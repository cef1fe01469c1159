import { duration, durationRange } from '../../lib/diagnose/duration.js';
import { scanOfErrorBody } from '../../lib/diagnose/error-body.js';
import { localizeDiagnosis, localizeReport } from '../../lib/diagnose/localize.js';
import { maskDiagnosis } from '../../lib/diagnose/mask.js';
import { applyProbes, probesFor } from '../../lib/diagnose/probes.js';
import { diagnosisReport } from '../../lib/diagnose/report.js';
import { fill } from '../../lib/diagnose/template.js';
import type { Snapshot } from '../../lib/facts/snapshot.js';
import { diagnosesOf, type Scenario, scenarios } from './scenario.js';

const EMPTY: Snapshot = {
  schema: 'cos403.snapshot/1',
  takenAt: '2026-11-22T12:00:00Z',
  account: {},
  buckets: {},
  cam: {},
};
const named = (name: string): Scenario => scenarios().find((one) => one.name === name)!;

describe('one language', () => {
  test.each(['en', 'zh'] as const)('%s: holds all of the diagnosis, each text in it', async (lang) => {
    const scenario = named('boundary-not-read');
    const [one] = diagnosesOf(await scenario.scan(), scenario.snapshot);
    const { cause, checks, ruledOut, remedy, ...same } = one!;
    const local = localizeDiagnosis(one!, lang);
    expect(local).toEqual({
      ...same,
      cause: { ...cause, title: cause.title[lang], summary: cause.summary[lang] },
      checks: checks.map((check) => ({ ...check, detail: check.detail[lang] })),
      ruledOut: ruledOut.map(({ id, because }) => ({ id, because: because[lang] })),
      remedy: { ...remedy, steps: remedy.steps.map((step) => step[lang]), links: local.remedy.links },
    });
    expect(local.remedy.links).toHaveLength(remedy.links.length);
    for (const link of local.remedy.links)
      expect(link).toMatch(lang === 'zh' ? /^https:\/\/cloud\.tencent\.com\// : /^https:\/\/www\.tencentcloud\.com\//);
  });
});

describe('the report of several groups', () => {
  test('holds the scan without its groups, every diagnosis in order, and what nobody can explain', async () => {
    const [unknown, known] = [named('unexplained'), named('key-disabled')];
    const scan = await unknown.scan();
    const open = diagnosesOf(scan, unknown.snapshot);
    const clear = diagnosesOf(await known.scan(), known.snapshot);
    const report = diagnosisReport(scan, [open, clear, [...clear, ...open, ...open]]);
    const { groups: _groups, ...rest } = scan;
    expect(report).toEqual({
      schema: 'cos403.diagnosis/1',
      scan: rest,
      diagnoses: [...open, ...clear, ...clear, ...open, ...open],
      unexplained: { groups: 2, denials: 6 },
    });
    const local = localizeReport(report, 'zh');
    expect(local).toEqual({ ...report, diagnoses: report.diagnoses.map((one) => localizeDiagnosis(one, 'zh')) });
    expect(Object.keys(local)).toEqual(Object.keys(report));
  });
});

describe('masking', () => {
  test('leaves no whole key and no whole address in any text', async () => {
    const scenario = named('key-disabled');
    const text = JSON.stringify(
      maskDiagnosis(diagnosesOf(await scenario.scan(), scenario.snapshot), { keys: true, addresses: true }),
    );
    expect(text).not.toMatch(/AKID[A-Za-z0-9]{20}/);
    expect(text).not.toContain('203.0.113.7');
    expect(text).toContain('203.0.113.*');
  });
});

test.each([
  ['2001:db8:0:0:1:2:3:4f came', '2001:db8:0:0:1:2:3:4f'],
  ['from 203.0.113.77.', '203.0.113.77'],
  ['(2001:db8::17)', '2001:db8::17'],
  ['2001:db8:0:0:1:2:3:4f: refused', '2001:db8:0:0:1:2:3:4f'],
])('an address is masked wherever a text holds one: %s', (text, address) => {
  const masked = maskDiagnosis({ said: [text], [address]: 1 }, { keys: false, addresses: true });
  expect(JSON.stringify(masked)).not.toContain(address);
  expect(maskDiagnosis({ said: [text] }, { keys: true, addresses: false })).toEqual({ said: [text] });
});

test.each(['version 1.2.3.4.5', 'at 10:00:00', 'id 1:2:3', 'qcs::cos::uid/1250000000:a'])(
  'what only looks like an address stays: %s',
  (text) => {
    expect(maskDiagnosis(text, { keys: true, addresses: true })).toBe(text);
  },
);

describe('durations', () => {
  test.each([
    [11_520_000, '3 h 12 min', '3 小时 12 分钟'],
    [-59_000, '59 s', '59 秒'],
    [0, '0 s', '0 秒'],
    [90_000_000, '1 d 1 h', '1 天 1 小时'],
    [3_600_000, '1 h', '1 小时'],
    [86_405_000, '1 d', '1 天'],
  ])('%d ms reads %s', (ms, en, zh) => {
    expect(duration(ms)).toEqual({ en, zh });
  });

  test('a range is told when its ends differ', () => {
    expect(durationRange(60_000, 3_600_000).en).toBe('1 min to 1 h');
    expect(durationRange(-3_600_000, -3_590_000).en).toBe('1 h');
    expect(durationRange(90_000, 100_000).en).toBe('1 min 40 s');
    expect(durationRange(89_000, 100_000).en).toBe('1 min 29 s to 1 min 40 s');
  });
});

describe('templates', () => {
  test('take no control characters and no endless values from the log', () => {
    const filled = fill({ en: 'x {path}', zh: 'x {path}' }, { path: `\u001b]0;a\u0007\u202e${'a'.repeat(1000)}` });
    expect(filled.en.length).toBeLessThan(310);
    expect(filled.en).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  test('a value that looks like a blank stays as it is', () => {
    expect(fill({ en: '{path}', zh: '{path}' }, { path: '{bucket}', bucket: 'b' }).en).toBe('{bucket}');
  });
});

describe('an error body', () => {
  const body = (code: string, message: string, more = '') =>
    `<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n\t<Code>${code}</Code>\n\t<Message>${message}</Message>${more}\n\t<Resource>examplebucket-1250000000.cos.ap-chengdu.myqcloud.com/a/b.jpg</Resource>\n\t<RequestId>NWNhYzEzZThfNGQ5ZTU4NjRfNmFhNV83YTZjOGY=</RequestId>\n\t<TraceId>x</TraceId>\n</Error>`;

  test('is a scan of one denial with the time of its request id', () => {
    const scan = scanOfErrorBody(body('AccessDenied', 'Access Denied.'))!;
    expect(scan.groups[0]).toMatchObject({
      bucket: 'examplebucket-1250000000',
      kind: 'access-denied',
      count: 1,
      firstSeen: '2019-04-09T03:39:20Z',
    });
  });

  test('is never certain about permissions, and says that it names nobody', () => {
    const scan = scanOfErrorBody(body('AccessDenied', 'Access Denied.'))!;
    const [one] = diagnosesOf(scan, EMPTY);
    expect(one!.cause.confidence).toBe('possible');
    expect(one!.cause.summary.en).toMatch(/does not tell who asked/);
  });

  test('with the requester given is diagnosed like a log line', () => {
    const scenario = named('action-not-granted');
    const scan = scanOfErrorBody(body('AccessDenied', 'Access Denied.').replace('ap-chengdu', 'ap-guangzhou'), {
      requester: '100000000001:100000000002',
    })!;
    expect(
      diagnosesOf(scan, {
        ...scenario.snapshot,
        cam: {
          ...scenario.snapshot.cam,
          users: {
            ...scenario.snapshot.cam.users,
            '100000000002': { ...scenario.snapshot.cam.users!['100000000002'], policies: [] },
          },
        },
      })[0]!.cause.id,
    ).toBe('no-permission');
  });

  test.each([
    ['PathStyleDomainForbidden', 'x', 'path-style-on-new-bucket'],
    ['InvalidObjectState', 'The operation is not valid for the object storage class.', 'object-archived'],
    ['RequestTimeTooSkewed', 'x', 'clock-skew'],
    ['AccessDenied', 'Request has expired', 'signature-expired'],
    ['SignatureDoesNotMatch', 'The Signature you specified is invalid.', 'signature-wrong-secret'],
  ])('%s names %s as %s', (code, message, cause) => {
    expect(diagnosesOf(scanOfErrorBody(body(code, message))!, EMPTY)[0]!.cause.id).toBe(cause);
  });

  test('reads method, path and host from FormatString when the resource is only a key', () => {
    const xml = `<Error><Code>SignatureDoesNotMatch</Code><Message>x</Message><StringToSign>sha1\n1;2\nabc\n</StringToSign><FormatString>put\n/图.png\n\nhost=examplebucket-1250000000.cos.ap-beijing.myqcloud.com\n</FormatString><Resource>/%E5%9B%BE.png</Resource></Error>`;
    expect(scanOfErrorBody(xml)!.groups[0]).toMatchObject({
      bucket: 'examplebucket-1250000000',
      actions: [{ value: 'name/cos:PutObject' }],
    });
  });

  test('anything else is none', () => {
    expect(scanOfErrorBody('<html></html>')).toBeNull();
  });
});

describe('probes', () => {
  test('ask the bucket itself, with the seen origin and every method', async () => {
    const scenario = named('cors-origin-not-allowed');
    const scan = await scenario.scan();
    const probes = probesFor(scan.groups[0]!, scenario.snapshot);
    expect(
      probes.map((probe) => [probe.method, probe.headers['origin'], probe.headers['access-control-request-method']]),
    ).toEqual(['GET', 'PUT', 'POST', 'DELETE', 'HEAD'].map((method) => ['OPTIONS', 'https://app.example.com', method]));
  });

  test('that are refused confirm, that get through make a change since the likelier answer', async () => {
    const scenario = named('cors-origin-not-allowed');
    const scan = await scenario.scan();
    const diagnoses = diagnosesOf(scan, scenario.snapshot);
    const probes = probesFor(scan.groups[0]!, scenario.snapshot);
    const refused = applyProbes(
      diagnoses,
      probes.map((probe) => ({ probe, status: 403 })),
    )[0]!;
    expect(refused.cause.confidence).toBe('likely');
    expect(refused.checks.find((check) => check.id === 'cors-probe')!.status).toBe('fail');
    const through = applyProbes(
      diagnoses,
      probes.map((probe) => ({ probe, status: 200 })),
    )[0]!;
    expect(through.cause.confidence).toBe('possible');
    expect(through.alternatives[0]!.id).toBe('cors-allowed-now');
    const silent = applyProbes(
      diagnoses,
      probes.map((probe) => ({ probe, status: null })),
    )[0]!;
    expect(silent.checks.find((check) => check.id === 'cors-probe')!.status).toBe('unknown');
  });

  test('ask with the seen referer', async () => {
    const scenario = named('referer-not-listed');
    const scan = await scenario.scan();
    expect(probesFor(scan.groups[0]!, scenario.snapshot)).toMatchObject([
      { method: 'HEAD', headers: { referer: 'https://other.example.net/blog' } },
    ]);
  });
});
