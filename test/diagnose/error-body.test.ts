import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ScanResult } from '../../lib/aggregate/model.js';
import { scanOfErrorBody } from '../../lib/diagnose/error-body.js';
import { emptySnapshot } from '../../lib/facts/merge.js';
import { runs } from '../support/property.js';
import { diagnosesOf } from './scenario.js';

interface Case {
  readonly title: string;
  readonly xml: string;
  readonly bucket?: string;
  readonly requester?: string;
  /** Fields of `flat` below; those that are absent are not looked at. */
  readonly expect: Readonly<Record<string, unknown>>;
}

const cases = JSON.parse(readFileSync(join(__dirname, '../cases/diagnose-rules/error-bodies.json'), 'utf8')) as Case[];

/** The one denial and its diagnosis without any fact, field beside field. */
function flat(scan: ScanResult): Record<string, unknown> {
  const group = scan.groups[0]!;
  const shape = group.shapes[0]!;
  const [one] = diagnosesOf(scan, emptySnapshot('2026-11-22T12:00:00Z'));
  return {
    ...shape,
    bucket: group.bucket,
    kind: group.kind,
    requester: group.requester,
    path: shape.requests[0]?.path,
    code: group.codes[0]?.value,
    message: group.messages[0]?.value,
    accessKeys: group.accessKeys.map(({ value }) => value),
    cause: one!.cause.id,
    confidence: one!.cause.confidence,
    subject: one!.subject,
    says: one!.cause.summary.en,
    open: one!.alternatives.map(({ id }) => id),
    checks: Object.fromEntries(one!.checks.map(({ id, status }) => [id, status])),
  };
}

test.each(cases)('$title', ({ xml, expect: expected, title: _title, ...hints }) => {
  expect(flat(scanOfErrorBody(xml, hints)!)).toMatchObject(expected);
});

test('is a scan of one request that is one denial, at one time', () => {
  const [first] = cases;
  const scan = scanOfErrorBody(first!.xml)!;
  const time = '2019-04-09T03:39:20Z';
  expect(scan).toMatchObject({
    schema: 'cos403.scan/1',
    inputs: { files: 1, bytes: Buffer.byteLength(first!.xml), lines: 0, rejectedLines: 0, damagedFiles: 0 },
    window: { from: time, to: time },
    totals: { requests: 1, denials: 1, excluded: 0, lookAlikes: { '402': 0, '451': 0 } },
    buckets: [{ bucket: 'examplebucket-1250000000', requests: 1, denials: 1 }],
    changes: [],
    others: { groups: 0, denials: 0 },
  });
  expect(scan.groups[0]).toMatchObject({
    count: 1,
    lastSeen: time,
    codes: [{ value: 'AccessDenied', count: 1 }],
    messages: [{ value: 'Access Denied.', count: 1 }],
    actions: [{ value: 'name/cos:GetObject', count: 1 }],
    accessKeys: [],
    remoteIps: { distinct: 0, top: [] },
    userAgents: { distinct: 0, top: [] },
    referers: { distinct: 0, top: [] },
    paths: { distinct: 1, top: [{ value: '/a/b.jpg', count: 1 }] },
    hosts: { distinct: 1, top: [{ count: 1 }] },
    healed: 0,
    succeeded: { count: 0, actions: [], prefixes: [] },
    samples: [],
  });
  expect(scan.groups[0]!.shapes[0]).toMatchObject({
    count: 1,
    lastSeen: time,
    keyForm: 'none',
    signedBy: 'none',
    securityToken: false,
    validity: 'none',
    logSource: '-',
    storageClass: '-',
    referer: '-',
    accountId: '-',
    requests: [{ remoteIp: '-', count: 1 }],
  });
});

test('no text makes it throw, and what is an error body is one denial', () => {
  const field = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(field, field, field, field, (code, message, resource, format) => {
      const xml = `<Error><Code>${code}</Code><Message>${message}</Message><FormatString>get\n${format}\n\nhost=${format}</FormatString><Resource>${resource}</Resource></Error>`;
      expect(scanOfErrorBody(xml)?.totals.denials).toBe(1);
    }),
    runs(),
  );
});
