// A Stryker test runner for pure rooms: the tests of a room are bundled once and run in the runner's own process, so a mutant costs
// milliseconds instead of a start of jest. `room.tests` of stryker.rooms.config.mjs names the tests. Properties take part with few runs of
// one seed: the same mutant dies or survives in every run.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { declareFactoryPlugin, declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { build } from 'esbuild';
import { expect } from 'expect';

const PROPERTY_RUNS = '20';
/** With `COS403_SAMPLE=4` one mutant of four is tried; the others count as errors, which no score contains. */
const SAMPLE = Number(process.env.COS403_SAMPLE ?? 1);

/** Every test file keeps its own `__dirname`, where it finds its cases. */
const folderOfEachFile = {
  name: 'folder-of-each-file',
  setup(bundle) {
    bundle.onLoad({ filter: /[\\/]test[\\/].*\.ts$/ }, async ({ path }) => {
      const { readFile } = await import('node:fs/promises');
      const text = await readFile(path, 'utf8');
      return { contents: text.replaceAll('__dirname', JSON.stringify(dirname(path))), loader: 'ts' };
    });
  },
};

class RoomTestRunner {
  #tests;
  #code;

  constructor(options) {
    this.#tests = options.room.tests;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    process.env.COS403_RUNS = PROPERTY_RUNS;
    const { outputFiles } = await build({
      stdin: {
        contents: [
          "import fc from 'fast-check'; fc.configureGlobal({ seed: 403 });",
          ...this.#tests.map((path) => `import './${path}';`),
        ].join('\n'),
        resolveDir: process.cwd(),
      },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      write: false,
      logLevel: 'error',
      plugins: [folderOfEachFile],
    });
    this.#code = new Function('require', 'describe', 'test', 'it', 'expect', 'beforeAll', outputFiles[0].text);
  }

  /** Evaluates the modules and collects their tests, each with what runs before it. */
  #load() {
    const tests = [];
    const path = [];
    let before = [];
    const describe = (name, body) => {
      const outer = before;
      before = [...outer];
      path.push(name);
      body();
      path.pop();
      before = outer;
    };
    const beforeAll = (run) => {
      let done;
      before.push(() => {
        done ??= Promise.resolve(run());
        return done;
      });
    };
    const test = (name, run) => tests.push({ name: [...path, name].join(' > '), run, before });
    const each = (define) => (table) => (name, run) => {
      for (const [i, row] of table.entries()) {
        const values = Array.isArray(row) ? row : [row];
        define(`${name} #${i}`, () => run(...values));
      }
    };
    test.each = each(test);
    describe.each = each(describe);
    this.#code(createRequire(join(process.cwd(), 'package.json')), describe, test, test, expect, beforeAll);
    return tests;
  }

  async dryRun() {
    const tests = [];
    for (const { name, run, before } of this.#load()) {
      const start = performance.now();
      globalThis.__stryker__.currentTestId = name;
      try {
        for (const prepare of before) await prepare();
        await run();
        tests.push({ id: name, name, status: TestStatus.Success, timeSpentMs: performance.now() - start });
      } catch (error) {
        const failureMessage = String(error?.stack);
        tests.push({ id: name, name, status: TestStatus.Failed, timeSpentMs: 0, failureMessage });
      }
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: globalThis.__stryker__.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, mutantActivation, hitLimit }) {
    if (Number(activeMutant.id) % SAMPLE !== 0)
      return { status: MutantRunStatus.Error, errorMessage: 'not in the sample' };
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
      for (const { name, run, before } of tests) {
        if (wanted && !wanted.has(name)) continue;
        current = name;
        nrOfTests += 1;
        for (const prepare of before) await prepare();
        await run();
      }
      return { status: MutantRunStatus.Survived, nrOfTests };
    } catch (error) {
      if (String(error?.message).includes('Stryker: Hit count limit')) return { status: MutantRunStatus.Timeout };
      return { status: MutantRunStatus.Killed, killedBy: [current], failureMessage: String(error?.message), nrOfTests };
    } finally {
      stryker.activeMutant = undefined;
    }
  }
}

globalThis.__stryker__ ??= {};

const runnerOf = (options) => new RoomTestRunner(options);
runnerOf.inject = ['options'];

/** Bilingual texts are data: their own tests ask that both languages are there and filled. */
const texts = {
  shouldIgnore({ node }) {
    const names = node.type === 'ObjectExpression' ? node.properties.map(({ key }) => key?.name) : [];
    return names.includes('en') && names.includes('zh') ? 'a text in two languages' : undefined;
  },
};

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'room', runnerOf),
  declareValuePlugin(PluginKind.Ignore, 'texts', texts),
];
