import type { LocalCloud } from '../../../infra/local-cloud/index.js';
import { readHistory, remember } from '../../../infra/serverless-plugin/history.js';
import type { DeployCloud } from '../../../infra/serverless-plugin/resource.js';
import { readSettings } from '../../../infra/serverless-plugin/settings.js';
import { accountOf, codePackage, connect, runDeploy, runRemove, service, startAccount } from './deployment.js';

const BUCKET = 'cos403-1250000000';
const HISTORY = 'cos403/deploy/cos403-test-history.json';
const FOUND = 'cos403/deploy/cos403-test.json';
const deployment = readSettings(service());

/** What deploy keeps beside the state is state too: checked before use, and never written over by an older program. */
describe('the records of a deployment', () => {
  let cloud: LocalCloud;
  let clients: DeployCloud;
  beforeEach(async () => {
    cloud = await startAccount();
    clients = await connect(cloud);
    await runDeploy(clients);
  });
  afterEach(() => cloud.close());

  const put = (key: string, value: unknown) =>
    clients.cos.putObject(BUCKET, key, Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));
  const kept = async (key: string) => (await clients.cos.getObject(BUCKET, key))?.toString();

  it('a history comes back as it was written', async () => {
    const told: string[] = [];
    const tell = (line: string) => void told.push(line);
    const empty = await readHistory(clients, deployment, tell);
    expect(empty.deployments).toEqual([]);
    await remember(clients, deployment, new Map([['alert', codePackage('v1')]]), '2026-11-23T00:00:00Z', empty);
    const { deployments } = await readHistory(clients, deployment, tell);
    expect(deployments).toEqual([{ at: '2026-11-23T00:00:00Z', hashes: { alert: codePackage('v1').hash } }]);
    expect(told).toEqual([]);
  });

  it('a history of a newer version is refused, and left as it is', async () => {
    const newer = JSON.stringify({ schema: 'cos403.deploy-history/2', steps: [] });
    await put(HISTORY, newer);
    await expect(readHistory(clients, deployment, () => {})).rejects.toMatchObject({
      code: 'newer-version',
      message: expect.stringMatching(
        /nothing was changed: cos:\/\/\S+-history\.json: .*deploy-history\/2.*upgrade cos403/,
      ),
    });
    expect(await kept(HISTORY)).toBe(newer);
  });

  it.each([
    ['no JSON', '{"schema":"cos403.dep'],
    ['another schema', { schema: 'cos403.rollup/1', deployments: [] }],
    ['no schema', { deployments: [] }],
    ['no deployments', { schema: 'cos403.deploy-history/1' }],
    ['a deployment without packages', { schema: 'cos403.deploy-history/1', deployments: [{ at: 'x' }] }],
    ['nothing', ''],
    ['null', 'null'],
  ])('a damaged history (%s) is told and begun anew', async (_, content) => {
    await put(HISTORY, content);
    const told: string[] = [];
    const history = await readHistory(clients, deployment, (line) => void told.push(line));
    expect(history).toEqual({ schema: 'cos403.deploy-history/1', deployments: [] });
    expect(told).toEqual([expect.stringMatching(/damaged.*no way back to earlier packages/)]);
  });

  it.each([
    ['of a newer version', { schema: 'cos403.deploy-found/2' }, /deploy-found\/2.*upgrade cos403/],
    ['that is no JSON', '{"schema"', /damaged/],
    ['that lacks fields', { schema: 'cos403.deploy-found/1', logging: {} }, /damaged \(it lacks fields\)/],
    ['of another schema', { schema: 'x' }, /damaged \(schema is "x"/],
  ])(
    'a record of what was found %s stops deploy and remove before they change anything',
    async (_, content, reason) => {
      await put(FOUND, content);
      const before = { account: accountOf(cloud), record: await kept(FOUND) };
      for (const attempt of [
        () => runDeploy(clients, { version: 'v2' }),
        () => runRemove(clients, false),
        () => runRemove(clients, true),
      ]) {
        await expect(attempt()).rejects.toThrow(reason);
        await expect(attempt()).rejects.toThrow(/nothing was changed: cos:\/\//);
      }
      expect({ account: accountOf(cloud), record: await kept(FOUND) }).toEqual(before);
    },
  );
});
