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
  collectCoverageFrom: ['lib/**/*.ts', 'functions/**/*.ts', 'cli/**/*.ts', 'infra/**/*.ts', '!**/*.d.ts'],
};
