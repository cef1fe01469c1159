import { type LocalCloud, parts, startLocalCloud } from '../../infra/local-cloud/index.js';
import { runCli } from '../support/run-cli.js';
import { LOGS, REFUSALS } from './support/refusals.js';

/** A real client provokes the refusal, the log is delivered, `diagnose --live` reads both and names the cause. */
describe('diagnose --live names the cause of', () => {
  let cloud: LocalCloud | undefined;
  afterEach(() => cloud?.close());

  test.each(Object.entries(REFUSALS))('%s', async (_title, { scenario, provoke, cause, confidence }) => {
    cloud = await startLocalCloud({
      logs: { everyFiveMinutes: false },
      parts,
      scenario: { schema: 'cos403.scenario/1', ...scenario },
    });
    const answer = await Promise.resolve(provoke(cloud)).catch((error: { statusCode?: number }) => ({
      status: error.statusCode,
    }));
    expect((answer as { status?: number }).status).toBe(403);
    expect(cloud.deliverLogs()).toHaveLength(1);
    const { code, stdout, stderr } = await runCli(
      ['diagnose', `cos://${LOGS}/access/`, '--live', '--format', 'json', '--quiet'],
      { env: { COS403_LOCAL_CLOUD: cloud.url } },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const report = JSON.parse(stdout);
    const given = report.diagnoses.map((one: { cause: { id: string; confidence: string }; count: number }) => ({
      cause: one.cause.id,
      confidence: one.cause.confidence,
      count: one.count,
    }));
    expect(given).toEqual([{ cause, confidence, count: 1 }]);
  });
});
