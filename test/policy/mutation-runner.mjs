// A Stryker test runner for the pure room lib/policy: the tests are bundled once and run in the process of the runner, so a mutant costs
// milliseconds instead of a start of jest. Property tests are left out (`fast-check` is emptied): every mutant has to die by a case.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { build } from 'esbuild';
import { expect } from 'expect';

// A time without a zone is UTC wherever the tests run.
process.env.TZ = 'Asia/Shanghai';

const FILES = ['cases', 'simulate', 'explain', 'parse', 'fix', 'wildcard', 'identity-policies', 'context'];

/** Everything a generator or a property is asked for is a function that does nothing. */
const emptyFastCheck = {
  name: 'empty-fast-check',
  setup(bundle) {
    bundle.onResolve({ filter: /^fast-check$/ }, () => ({ path: 'fast-check', namespace: 'empty' }));
    bundle.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({
      contents:
        'const any = new Proxy(() => any, { get: () => any }); module.exports = { __esModule: true, default: any };',
    }));
  },
};

class PolicyTestRunner {
  #code;
  /** How many mutants each test has killed: those that kill much are run first. */
  #kills = new Map();

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const folder = join(process.cwd(), 'test/policy');
    const { outputFiles } = await build({
      stdin: { contents: FILES.map((name) => `import './${name}.test.ts';`).join('\n'), resolveDir: folder },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      write: false,
      logLevel: 'error',
      plugins: [emptyFastCheck],
    });
    const names = ['require', '__dirname', 'describe', 'test', 'expect'];
    this.#code = new Function(...names, outputFiles[0].text);
    this.#folder = folder;
  }
  #folder;

  /** Evaluates the modules and collects their tests. */
  #load() {
    const tests = [];
    const path = [];
    const describe = (name, body) => {
      path.push(name);
      body();
      path.pop();
    };
    const test = (name, run) => tests.push({ name: [...path, name].join(' > '), run });
    test.each = (table) => (name, run) => {
      for (const [i, row] of table.entries()) {
        const values = Array.isArray(row) ? row : [row];
        test(`${name} #${i} ${values[0]}`, () => run(...values));
      }
    };
    this.#code(createRequire(import.meta.url), this.#folder, describe, test, expect);
    return tests;
  }

  async dryRun() {
    const tests = this.#load().map(({ name, run }) => {
      const start = performance.now();
      globalThis.__stryker__.currentTestId = name;
      try {
        run();
        return { id: name, name, status: TestStatus.Success, timeSpentMs: performance.now() - start };
      } catch (error) {
        return { id: name, name, status: TestStatus.Failed, timeSpentMs: 0, failureMessage: String(error?.message) };
      }
    });
    return { status: DryRunStatus.Complete, tests, mutantCoverage: globalThis.__stryker__.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, mutantActivation, hitLimit }) {
    const stryker = globalThis.__stryker__;
    stryker.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined;
    stryker.hitCount = 0;
    stryker.hitLimit = hitLimit;
    const wanted = testFilter && new Set(testFilter);
    let nrOfTests = 0;
    let current = 'load';
    try {
      const tests = this.#load();
      stryker.activeMutant = activeMutant.id;
      const killsOf = ({ name }) => this.#kills.get(name) ?? 0;
      const chosen = wanted ? tests.filter(({ name }) => wanted.has(name)) : tests;
      for (const { name, run } of chosen.sort((a, b) => killsOf(b) - killsOf(a))) {
        current = name;
        nrOfTests += 1;
        run();
      }
      return { status: MutantRunStatus.Survived, nrOfTests };
    } catch (error) {
      if (String(error?.message).includes('Stryker: Hit count limit')) return { status: MutantRunStatus.Timeout };
      this.#kills.set(current, (this.#kills.get(current) ?? 0) + 1);
      return { status: MutantRunStatus.Killed, killedBy: [current], failureMessage: String(error?.message), nrOfTests };
    } finally {
      stryker.activeMutant = undefined;
    }
  }
}

globalThis.__stryker__ ??= {};

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'policy', () => new PolicyTestRunner())];
