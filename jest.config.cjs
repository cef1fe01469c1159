// Source is ES modules with `.js` specifiers; jest runs it as CommonJS through swc, so the suffix is dropped on resolution.
/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.(t|m?j)s$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // echarts ships its tree-shakable entry points as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(echarts|zrender|tslib)/)'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // Two cores run two: on such a machine jest would take one, and some suites mostly wait (faults that hang).
  maxWorkers: 2,
  testTimeout: 30_000,
  // The gate of `npm test` (`--coverage`): the rooms that decide, where a line nobody runs is a claim nobody checks. Only they are
  // instrumented, which adds some seconds; the level is the one that was reached, and goes up, not down.
  collectCoverageFrom: ['lib/{denial,policy,diagnose,signature}/**/*.ts', 'lib/alert/rules*.ts'],
  coverageProvider: 'babel',
  coverageReporters: ['text-summary', 'json-summary'],
  coverageThreshold: {
    global: { statements: 94, branches: 82, functions: 96, lines: 95 },
    './lib/policy/': { statements: 99, branches: 100, functions: 100, lines: 100 },
  },
};
