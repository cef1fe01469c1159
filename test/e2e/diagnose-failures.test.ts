import { parseFaults } from '../../infra/local-cloud/faults/model.js';
import { type LocalCloud, parts, startLocalCloud } from '../../infra/local-cloud/index.js';
import { runCli } from '../support/run-cli.js';
import { LOGS, REFUSALS } from './support/refusals.js';

interface Given {
  readonly cause: { readonly id: string; readonly confidence: string };
  readonly alternatives: readonly { readonly id: string }[];
  readonly missingPermissions: readonly string[];
  readonly checks: readonly { readonly id: string; readonly status: string; readonly permission?: string }[];
}

/** Trouble with the account's interfaces never ends a diagnosis; it makes it humbler. */
describe('diagnose --live survives', () => {
  let cloud: LocalCloud | undefined;
  afterEach(() => cloud?.close());

  async function run(title: string, faults: unknown[], env: Record<string, string> = {}): Promise<Given> {
    const { scenario, provoke } = REFUSALS[title]!;
    cloud = await startLocalCloud({
      logs: { everyFiveMinutes: false },
      parts,
      scenario: { schema: 'cos403.scenario/1', ...scenario },
    });
    await Promise.resolve(provoke(cloud)).catch(() => undefined);
    cloud.deliverLogs();
    const response = await fetch(`${cloud.url}/_local/faults`, {
      method: 'POST',
      body: JSON.stringify(parseFaults(faults)),
    });
    expect(response.status).toBe(200);
    const { code, stdout, stderr } = await runCli(
      ['diagnose', `cos://${LOGS}/access/`, '--live', '--format', 'json', '--quiet'],
      { env: { COS403_LOCAL_CLOUD: cloud.url, ...env } },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { diagnoses } = JSON.parse(stdout) as { diagnoses: Given[] };
    expect(diagnoses).toHaveLength(1);
    return diagnoses[0]!;
  }

  test('throttling that ends: the answer is the same', async () => {
    const given = await run('a user who may only read', [{ fault: 'throttle', operation: 'cam:*', count: 2 }]);
    expect(given.cause).toMatchObject({ id: 'action-not-granted', confidence: 'certain' });
  });

  test('a reset connection', async () => {
    const given = await run('a user without a policy', [
      { fault: 'reset', operation: 'cos:GetBucketPolicy', count: 1 },
    ]);
    expect(given.cause).toMatchObject({ id: 'no-permission', confidence: 'certain' });
  });

  test('a refused call: it says which permission is missing', async () => {
    const given = await run('a user who may only read', [
      {
        fault: 'error',
        operation: 'cam:ListAttachedUserAllPolicies',
        status: 200,
        code: 'UnauthorizedOperation',
        message: 'no',
      },
    ]);
    expect(given.cause.confidence).toBe('possible');
    expect([given.cause.id, ...given.alternatives.map((one) => one.id)]).toContain('action-not-granted');
    expect(given.missingPermissions).toEqual(['cam:ListAttachedUserAllPolicies']);
    expect(given.checks.find((check) => check.id === 'user-policy-allow')).toMatchObject({ status: 'unknown' });
  });

  test('a bucket policy that cannot be read', async () => {
    const given = await run('a user whom the bucket denies', [
      {
        fault: 'error',
        operation: 'cos:GetBucketPolicy',
        status: 403,
        code: 'AccessDenied',
        message: 'Access Denied.',
      },
    ]);
    expect(given.cause).toMatchObject({ id: 'explicit-deny-bucket-policy', confidence: 'possible' });
    expect(given.missingPermissions.join()).toMatch(/GetBucketPolicy/);
  });

  test('a referer rule that cannot be read', async () => {
    const given = await run('a page that is not listed', [
      {
        fault: 'error',
        operation: 'cos:GetBucketReferer',
        status: 403,
        code: 'AccessDenied',
        message: 'Access Denied.',
      },
    ]);
    expect(given.cause).toMatchObject({ id: 'referer-not-listed', confidence: 'possible' });
  });

  test('a reader who may see nothing: nothing is certain, everything missing is named', async () => {
    const given = await run('a disabled key', [
      { fault: 'error', operation: 'cam:*', status: 200, code: 'UnauthorizedOperation', message: 'no' },
    ]);
    expect(given.cause.confidence).toBe('possible');
    expect([given.cause.id, ...given.alternatives.map((one) => one.id)]).toContain('key-disabled');
    expect(given.missingPermissions.length).toBeGreaterThan(0);
  });
});

describe('diagnose --live --probe', () => {
  let cloud: LocalCloud | undefined;
  afterEach(() => cloud?.close());

  test.each([
    ['a page from another origin', 'cors-probe'],
    ['a page that is not listed', 'referer-probe'],
  ])('%s: asks COS itself', async (title, id) => {
    const { scenario, provoke, cause } = REFUSALS[title]!;
    cloud = await startLocalCloud({
      logs: { everyFiveMinutes: false },
      parts,
      scenario: { schema: 'cos403.scenario/1', ...scenario },
    });
    await provoke(cloud);
    cloud.deliverLogs();
    const { code, stdout } = await runCli(
      ['diagnose', `cos://${LOGS}/access/`, '--live', '--probe', '--format', 'json', '--quiet'],
      { env: { COS403_LOCAL_CLOUD: cloud.url } },
    );
    expect(code).toBe(0);
    const [given] = (JSON.parse(stdout) as { diagnoses: Given[] }).diagnoses;
    expect(given!.cause.id).toBe(cause);
    expect(given!.checks.find((check) => check.id === id)).toMatchObject({ status: 'fail' });
  });
});
