import fc from 'fast-check';
import { groupId } from '../../lib/report/identity.js';
import { buildReport } from '../../lib/report/model.js';
import type { ReportModel } from '../../lib/report/types.js';
import { syntheticDay } from './synthetic.js';

/** What an attacker puts into a user agent, a path or a referer. */
export const EVIL = [
  '<script>window.__pwned=1</script>',
  '"><img src=x onerror="window.__pwned=1">',
  "' onmouseover='window.__pwned=1",
  'javascript:window.__pwned=1',
  '</script><script>window.__pwned=1</script>',
  '<!--<script>window.__pwned=1//',
  ']]><svg onload=window.__pwned=1>',
  '\u202egnp.exe\u202c \u200b\u200d\ufeff\u2066x\u2069',
  '\u001b[31mred\u001b[0m\u001b]8;;http://evil.example\u0007link\u0007',
  '=HYPERLINK("http://evil.example","x")',
  "@SUM(1+1)*cmd|'/C calc'!A0",
  '\t=1+1',
  `Mozilla/5.0 ${'A'.repeat(10_000)}`,
  'اختبار من اليمين إلى اليسار',
  '\ud800 lone \udfff',
  '{{constructor.constructor("window.__pwned=1")()}}',
  '${window.__pwned=1}',
  '\u0000\u0001\u009b',
];

/** One of them, or any text. */
export const hostileText = fc.oneof(fc.constantFrom(...EVIL), fc.string({ unit: 'binary', maxLength: 60 }));

const day = { date: '2026-11-23', timeZone: 'Asia/Shanghai' };
const base = syntheticDay({ ...day, groups: 3, seed: 5 });

/** A day with groups whose every free text is `evil`. */
export function hostileDay(evil: string): ReportModel {
  const { view, diagnoses } = base;
  const top = { distinct: 1, top: [{ value: evil, count: 3 }] };
  const groups = view.scan.groups.map((group, index) => ({
    ...group,
    bucket: index === 0 ? evil : group.bucket,
    requester: index < 2 ? evil : group.requester,
    codes: top.top,
    messages: top.top,
    actions: top.top,
    accessKeys: top.top,
    remoteIps: top,
    paths: top,
    userAgents: top,
    hosts: top,
    referers: top,
    samples: group.samples.map((sample) => ({
      ...sample,
      requestId: evil,
      action: evil,
      method: evil,
      path: evil,
      remoteIp: evil,
      host: evil,
      userAgent: evil,
      referer: evil,
      accessKeyId: evil,
    })),
  }));
  const both = { en: evil, zh: evil };
  return buildReport({
    ...day,
    view: {
      ...view,
      scan: {
        ...view.scan,
        groups,
        changes: [{ time: '2026-11-23T02:00:00Z', bucket: evil, action: evil, requester: evil }],
      },
    },
    diagnoses: groups.map((group, index) => {
      const one = diagnoses[index]!;
      return {
        ...one,
        diagnosis: {
          ...one.diagnosis,
          group: { bucket: group.bucket, kind: group.kind, requester: group.requester },
          count: group.count,
          cause: { ...one.diagnosis.cause, title: both, summary: both },
          checks: one.diagnosis.checks.map((check) => ({
            ...check,
            detail: both,
            evidence: [{ fact: evil, value: evil }],
          })),
          ruledOut: one.diagnosis.ruledOut.map((ruled) => ({ ...ruled, because: both })),
          remedy: {
            steps: [both],
            policy: { version: '2.0', statement: [{ effect: 'allow', action: [evil], resource: [evil] }] },
            verified: true,
            links: [evil, 'https://cloud.tencent.com/document/product/436/40105'],
          },
          missingPermissions: [evil],
        },
      };
    }),
    generatedAt: '2026-11-24T00:05:00Z',
    previousDay: {
      date: '2026-11-22',
      requests: 10,
      denials: 5,
      groups: new Map([
        [
          groupId({ bucket: evil, kind: 'access-denied', requester: evil }),
          { count: 5, since: '2026-11-22T00:00:00Z' },
        ],
      ]),
      hours: null,
    },
    lastWeek: null,
    coverage: { failed: [{ key: evil, reason: evil }], failedFiles: 1 },
    roots: [
      { name: evil, denials: 1, requests: 2 },
      { name: 'b', denials: 1, requests: 2 },
    ],
    networks: [{ name: evil, cidrs: ['0.0.0.0/0'] }],
  });
}
