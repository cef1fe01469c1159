// Mutation tests of the pure rooms (lib/policy has its own: stryker.config.mjs). `npm run mutation` runs all of them one after the other;
// one room: `COS403_ROOM=denial npx stryker run stryker.rooms.config.mjs`, one file of it: `--mutate lib/denial/shape.ts`.
// docs/MUTATION.md keeps what was measured.
import { readdirSync } from 'node:fs';

const filesOf = (folder, wanted) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => wanted.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
const testsOf = (...folders) => folders.flatMap((folder) => filesOf(`test/${folder}`, /\.test\.ts$/));

/** What is mutated, and the tests that have to notice. Types and ids have nothing to run. */
export const rooms = {
  denial: { mutate: ['lib/denial/**/*.ts'], tests: testsOf('denial') },
  signature: { mutate: ['lib/signature/**/*.ts'], tests: testsOf('signature') },
  alert: { mutate: ['lib/alert/rules*.ts'], tests: filesOf('test/alert', /^(rules|conditions).*\.test\.ts$/) },
  diagnose: {
    mutate: ['lib/diagnose/**/*.ts', '!lib/diagnose/{model,ids,pages}.ts', '!lib/diagnose/decide/decide.ts'],
    // The approved answers hold what the scenarios' own expectations say, and more. What takes facts away in every combination, and what
    // goes through all scenarios for one promise, costs seconds a mutant and holds nothing that these do not hold.
    tests: [
      ...['approved', 'rules', 'outputs', 'error-body', 'probes', 'key-successes', 'causes'],
      ...['unlisted-denials', 'unlisted-paths', 'divide'],
    ].map((name) => `test/diagnose/${name}.test.ts`),
  },
  accesslog: {
    mutate: ['lib/accesslog/**/*.ts', '!lib/accesslog/{record,inflate,kernel-code}.ts'],
    tests: [...testsOf('accesslog').filter((path) => !/inflate|kernel/.test(path)), ...testsOf('aggregate')],
  },
  aggregate: { mutate: ['lib/aggregate/**/*.ts', '!lib/aggregate/model.ts'], tests: testsOf('aggregate', 'text') },
};

const name = process.env.COS403_ROOM ?? 'denial';
const room = rooms[name];
if (room === undefined) throw new Error(`COS403_ROOM=${name}: the rooms are ${Object.keys(rooms).join(', ')}.`);

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions & { room: { tests: readonly string[] } }} */
export default {
  plugins: ['./test/support/mutation-runner.mjs'],
  testRunner: 'room',
  room: { tests: room.tests },
  mutate: room.mutate,
  coverageAnalysis: 'perTest',
  concurrency: 1,
  disableTypeChecks: false,
  // An endless loop is ended by Stryker's count of hits; time alone is no proof on a busy machine.
  timeoutMS: 60_000,
  ignorers: ['texts'],
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: `reports/mutants-${name}.json` },
  ignorePatterns: ['dist', 'bench', 'functions', 'coverage', 'reports', '.stryker-tmp*'],
  tempDirName: `.stryker-tmp/${name}`,
  thresholds: { high: 95, low: 85, break: null },
};
