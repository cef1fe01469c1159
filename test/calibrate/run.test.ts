import type { Ask, Observation } from '../../lib/calibrate/experiment.js';
import { EXPERIMENTS } from '../../lib/calibrate/experiments.js';
import { calibrate } from '../../lib/calibrate/run.js';

const answer = (request: string): Observation => ({ request, status: 200, code: null, message: null, headers: {} });

/** A bench that notes what it is asked; `ask` may be replaced. */
function world(ask: (name: string, ask: Ask) => Promise<Observation> = async (name) => answer(name)) {
  const keys = new Set(['p/a.txt', 'p/stuck.txt']);
  const restored: string[] = [];
  const controller = new AbortController();
  return {
    keys,
    restored,
    controller,
    deps: {
      bench: { prefix: 'p/', region: 'ap-guangzhou', bucket: 'scratch-1250000000', ask },
      nowMs: () => Date.parse('2026-11-24T00:00:00Z'),
      bucketCreatedAt: null,
      listKeys: async function* () {
        yield* keys;
      },
      deleteKey: async (key: string) => {
        if (key === 'p/stuck.txt') throw new Error('locked');
        keys.delete(key);
      },
      restoreSettings: async (): Promise<readonly string[]> => {
        restored.push('settings');
        return [];
      },
      onExperiment: () => {},
      signal: controller.signal,
    },
  };
}

test('an experiment that breaks does not stop the others, and its failure is on record', async () => {
  const { deps } = world(async (name) => {
    if (name.includes('ARCHIVE')) throw new Error('no such class here');
    return answer(name);
  });
  const { experiments } = await calibrate(deps);
  expect(experiments.map((one) => one.id)).toEqual(EXPERIMENTS.map((one) => one.id));
  expect(experiments.filter((one) => one.failed).map((one) => one.failed)).toEqual(['no such class here']);
});

test('what cannot be deleted is told by name', async () => {
  const { deps, keys } = world();
  expect((await calibrate(deps)).leftBehind).toEqual(['p/stuck.txt']);
  expect([...keys]).toEqual(['p/stuck.txt']);
});

test('settings that cannot be read back count as left behind, and objects are still deleted', async () => {
  const { deps, keys } = world();
  const result = await calibrate({ ...deps, restoreSettings: () => Promise.reject(new Error('offline')) });
  expect(result.leftBehind).toEqual(['?policy', '?referer', 'p/stuck.txt']);
  expect([...keys]).toEqual(['p/stuck.txt']);
});

test('an interruption stops after the running experiment and cleans up', async () => {
  const { deps, keys, restored, controller } = world(async (name) => {
    controller.abort();
    return answer(name);
  });
  const { experiments } = await calibrate(deps);
  expect(experiments).toHaveLength(1);
  expect(restored).toEqual(['settings']);
  expect([...keys]).toEqual(['p/stuck.txt']);
});

test('each experiment names an open point and asks a question', () => {
  for (const experiment of EXPERIMENTS) {
    expect(experiment.settles.length).toBeGreaterThan(0);
    for (const point of experiment.settles) expect(point).toMatch(/^U\d+$/);
    expect(experiment.question.en).toMatch(/\?$/);
    expect(experiment.question.zh).toMatch(/？$/);
  }
  expect(new Set(EXPERIMENTS.map((one) => one.id)).size).toBe(EXPERIMENTS.length);
});
