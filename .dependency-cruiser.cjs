// The direction of knowledge between the rooms (ARCHITECTURE.md): a broken rule fails `npm run check`.
const pure = '^lib/(accesslog|denial|aggregate|policy|diagnose|signature)/|^lib/alert/rules';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'lib-knows-no-shell', severity: 'error', from: { path: '^lib/' }, to: { path: '^(cli|functions|infra)/' } },
    {
      name: 'functions-know-only-lib',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(cli|infra)/' },
    },
    {
      name: 'only-cloud-imports-an-sdk',
      severity: 'error',
      from: { pathNot: '^lib/cloud/' },
      to: { path: 'node_modules/(cos-nodejs-sdk-v5|tencentcloud-sdk-nodejs)' },
    },
    {
      name: 'pure-rooms-do-no-io',
      comment: 'No clock, no random, no network, no environment, no files.',
      severity: 'error',
      from: { path: pure },
      to: {
        path: '^(node:)?(fs|fs/promises|http|https|net|tls|dns|child_process|os|process|worker_threads|timers|timers/promises)$',
      },
    },
    {
      name: 'pure-rooms-know-only-pure-rooms',
      severity: 'error',
      from: { path: pure },
      to: { path: '^lib/(store|cloud|config|notify|report)/' },
    },
    {
      name: 'diagnose-knows-snapshot-types-only',
      severity: 'error',
      from: { path: '^lib/diagnose/' },
      to: { path: '^lib/facts/(?!snapshot)' },
    },
    {
      name: 'io-only-in-its-rooms',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(cloud|store|facts|config|notify)/' },
      to: { path: '^(node:)?(fs|fs/promises|http|https|net|tls|dns|child_process)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
