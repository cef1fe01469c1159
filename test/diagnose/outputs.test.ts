import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { duration, durationRange } from '../../lib/diagnose/duration.js';
import { scanOfErrorBody } from '../../lib/diagnose/error-body.js';
import { localizeReport } from '../../lib/diagnose/localize.js';
import { maskDiagnosis } from '../../lib/diagnose/mask.js';
import { applyProbes, probesFor } from '../../lib/diagnose/probes.js';
import { diagnosisReport } from '../../lib/diagnose/report.js';
import { fill } from '../../lib/diagnose/template.js';
import type { Snapshot } from '../../lib/facts/snapshot.js';
import { diagnoseScan, diagnosesOf, type Scenario, scenarios } from './scenario.js';

const EMPTY: Snapshot = {
  schema: 'cos403.snapshot/1',
  takenAt: '2026-11-22T12:00:00Z',
  account: {},
  buckets: {},
  cam: {},
};
const named = (name: string): Scenario => scenarios().find((one) => one.name === name)!;

describe('the report', () => {
  test('is one language all through, with every text filled', async () => {
    // One case has Chinese characters in its paths.
    for (const scenario of scenarios().filter((one) => one.name !== 'signature-path-encoding')) {
      const scan = await scenario.scan();
      const report = diagnosisReport(
        scan,
        diagnoseScan(scan, scenario.snapshot).map(({ outcome }) => outcome.diagnoses),
      );
      for (const lang of ['en', 'zh'] as const) {
        const local = localizeReport(report, lang);
        expect(local.schema).toBe('cos403.diagnosis/1');
        expect('groups' in local.scan).toBe(false);
        for (const one of local.diagnoses) {
          const texts = [
            one.cause.title,
            one.cause.summary,
            ...one.remedy.steps,
            ...one.checks.map((check) => check.detail),
            ...one.ruledOut.map((entry) => entry.because),
          ];
          for (const text of texts) {
            expect(typeof text).toBe('string');
            expect(text.trim()).not.toBe('');
            expect(/\p{Script=Han}/u.test(text)).toBe(lang === 'zh');
          }
          for (const link of one.remedy.links)
            expect(link).toMatch(lang === 'zh' ? /cloud\.tencent\.com/ : /www\.tencentcloud\.com/);
        }
      }
    }
  });

  test('is what docs/schema/diagnosis.json describes', async () => {
    const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/schema/diagnosis.json'), 'utf8'));
    const valid = new Ajv({ strict: false }).compile(schema);
    for (const scenario of scenarios()) {
      const scan = await scenario.scan();
      const report = diagnosisReport(
        scan,
        diagnoseScan(scan, scenario.snapshot).map(({ outcome }) => outcome.diagnoses),
      );
      valid(JSON.parse(JSON.stringify(localizeReport(report, 'zh'))));
      expect([scenario.name, valid.errors ?? []]).toEqual([scenario.name, []]);
    }
  });

  test('counts what nobody can explain', async () => {
    const scenario = named('unexplained');
    const scan = await scenario.scan();
    const report = diagnosisReport(scan, [diagnosesOf(scan, scenario.snapshot)]);
    expect(report.unexplained).toEqual({ groups: 1, denials: 2 });
  });

  test('names no cause both as given and as ruled out or open', async () => {
    for (const scenario of scenarios())
      for (const one of diagnosesOf(await scenario.scan(), scenario.snapshot)) {
        const out = one.ruledOut.map((entry) => entry.id);
        const open = one.alternatives.map((entry) => entry.id);
        expect(out).not.toContain(one.cause.id);
        expect(open).not.toContain(one.cause.id);
        expect(open.filter((id) => out.includes(id))).toEqual([]);
        expect(new Set(open).size).toBe(open.length);
      }
  });

  test('points its evidence into the snapshot or at a field of the log', async () => {
    for (const scenario of scenarios())
      for (const one of diagnosesOf(await scenario.scan(), scenario.snapshot))
        for (const { fact } of one.checks.flatMap((check) => check.evidence)) {
          if (fact.startsWith('log:')) continue;
          expect([scenario.name, fact, lookUp(scenario.snapshot, fact)]).not.toEqual([scenario.name, fact, undefined]);
        }
  });
});

function lookUp(value: unknown, fact: string): unknown {
  return fact
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((place, token) => (place as Record<string, unknown> | null | undefined)?.[token], value);
}

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
