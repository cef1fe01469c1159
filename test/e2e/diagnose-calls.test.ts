import { type LocalCloud, parts, startLocalCloud } from '../../infra/local-cloud/index.js';
import { openCloud } from '../../lib/cloud/open.js';
import { diagnose } from '../../lib/diagnose/diagnose.js';
import { diagnoseWithFacts } from '../../lib/facts/driver.js';
import { liveFacts } from '../../lib/facts/source.js';
import { scanText } from '../diagnose/scenario.js';
import { BUCKET, REFUSALS } from './support/refusals.js';

const CALLS = 1_000;

/** What facts cost: `cheap` refusals are decided by the log or one call; the dearest asks for a user's policies, one by one. */
const AT_MOST: Readonly<Record<string, number>> = {
  'signature-wrong-secret': 0,
  'signature-expired': 0,
  'signature-zero-validity': 0,
  'signature-not-yet-valid': 0,
  'clock-skew': 0,
  'temporary-key-expired': 0,
  'path-style-on-new-bucket': 0,
  'apk-on-default-domain': 0,
  'key-malformed': 0,
  'cors-origin-not-allowed': 1,
  'referer-empty': 1,
  'referer-not-listed': 1,
  'strict-signature-mode': 1,
  'object-archived': 1,
};
const OTHERS = 12;

describe('facts cost few calls for', () => {
  let cloud: LocalCloud | undefined;
  afterEach(() => cloud?.close());

  test.each(Object.entries(REFUSALS))('%s', async (_title, { scenario, provoke, cause }) => {
    cloud = await startLocalCloud({
      logs: { everyFiveMinutes: false },
      parts,
      scenario: { schema: 'cos403.scenario/1', ...scenario },
    });
    await Promise.resolve(provoke(cloud)).catch(() => undefined);
    const lines = cloud.state.buckets.get(BUCKET)!.pendingLog.join('\n');
    const scan = await scanText(Buffer.from(`${lines}\n`));
    const { cos, api } = await openCloud({ env: { COS403_LOCAL_CLOUD: cloud.url } });
    const budget = { calls: CALLS, deadlineMs: Date.now() + 60_000 };
    const { groups } = await diagnoseWithFacts(scan.groups, diagnose, liveFacts({ cos, api, budget }), { changes: [] });
    expect(groups.flatMap(({ outcome }) => outcome.diagnoses.map((one) => one.cause.id))).toEqual([cause]);
    const used = CALLS - budget.calls;
    if (process.env['COS403_SHOW_CALLS']) process.stdout.write(`${cause} ${used}\n`);
    expect(used).toBeLessThanOrEqual(AT_MOST[cause] ?? OTHERS);
  });
});
