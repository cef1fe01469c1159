import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { localizeReport } from '../../lib/diagnose/localize.js';
import { diagnosisReport } from '../../lib/diagnose/report.js';
import { diagnoseScan, diagnosesOf, type Scenario, scenarios } from './scenario.js';

const _named = (name: string): Scenario => scenarios().find((one) => one.name === name)!;

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
