import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { treeOf } from '../../lib/policy/explain.js';
import { simulate } from '../../lib/policy/simulate.js';
import { type Case, optionsOf, requestOf, snapshotOf } from './case.js';

const folder = join(__dirname, '../cases/policy');

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const { about, cases } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { about: string; cases: Case[] };

  describe(`${file}: ${about}`, () => {
    test.each(cases.map((given) => [`${given.name} (${given.page})`, given] as const))('%s', (_, given) => {
      const answer = simulate(requestOf(given), snapshotOf(given), optionsOf(given));
      const { because, readings, decisive, missing, tree, ...expected } = given.expect;
      expect({
        decision: answer.decision,
        reason: answer.reason,
        ...(decisive ? { decisive: answer.decisive } : {}),
        ...(missing ? { missing: answer.missing } : {}),
        readings: answer.readings?.map((one) => `${one.reading}: ${one.decision}`) ?? [],
      }).toEqual({
        ...expected,
        ...(decisive ? { decisive } : {}),
        ...(missing ? { missing } : {}),
        readings: readings ?? [],
      });
      // Only an open answer asks for facts.
      if (answer.decision !== 'unknown') expect(answer.missing).toBeUndefined();
      const reasons = answer.explain.flatMap((one) => one.mismatches.map((mismatch) => mismatch.reason));
      if (tree) expect(treeOf(answer, 'en')).toEqual(tree);
      expect(reasons).toEqual(expect.arrayContaining([...(because ?? [])]));

      // The fast way without explanations decides the same.
      const fast = simulate(requestOf(given), snapshotOf(given), { ...optionsOf(given), explain: false });
      const summary = { en: answer.reason, zh: answer.reason };
      expect(fast).toEqual({ ...answer, explain: [], summary });
    });

    test('every case cites its page', () => {
      expect(cases.filter((given) => !/\d{4,6}|contract/.test(given.page))).toEqual([]);
    });
  });
}
