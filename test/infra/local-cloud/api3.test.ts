import type { LocalCloud } from '../../../infra/local-cloud/cloud.js';
import { cloudServices } from '../../../infra/local-cloud/parts.js';
import { startLocalCloud } from '../../../infra/local-cloud/server.js';
import { clients } from './api3-clients.js';

describe('API 3.0 with the official SDK', () => {
  let cloud: LocalCloud;
  beforeAll(async () => {
    cloud = await startLocalCloud({ parts: [cloudServices] });
  });
  afterAll(() => cloud.close());

  it('tells who calls', async () => {
    const { sts } = clients(cloud, cloud.root);
    await expect(sts.GetCallerIdentity()).resolves.toMatchObject({ Type: 'RootAccount', AccountId: '100000000001' });
  });
});
