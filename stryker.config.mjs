// Coverage says that a line was run; mutation says that a test would notice if it were wrong. It is no part of CI:
// `npx stryker run` (docs/policy-mutants.md explains what survives and why). One file: `npx stryker run --mutate lib/policy/decide.ts`.

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  plugins: ['./test/policy/mutation-runner.mjs'],
  testRunner: 'policy',
  mutate: ['lib/policy/**/*.ts', '!lib/policy/types.ts', '!lib/policy/document.ts', '!lib/policy/mismatches.ts'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 5_000,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: 'reports/policy-mutants.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  ignorePatterns: ['dist', 'docs', 'bench', 'examples', 'functions', 'infra', 'coverage', 'reports'],
  tempDirName: '.stryker-tmp',
  thresholds: { high: 95, low: 90, break: 90 },
};
