import type { Scenario } from '../../infra/local-cloud/index.js';

export const OWNER = '100000000001';
const APP_ID = '1250000000';
export const REGION = 'ap-guangzhou';
export const SHOP = `shop-${APP_ID}`;
export const DOWNLOADS = `downloads-${APP_ID}`;
export const LOGS = `logs-${APP_ID}`;
export const STATE = `cos403-${APP_ID}`;

const demoKey = (letter: string) => `AKIDdemo${letter.repeat(28)}`;
const SECRET = 'demo-secret-of-a-local-key-000001';
/** The keys of the story. Nothing outside the local cloud knows them. */
export const KEYS = {
  alice: { secretId: demoKey('A'), secretKey: SECRET },
  robot: { secretId: demoKey('R'), secretKey: SECRET },
  oldRobot: { secretId: demoKey('X'), secretKey: SECRET },
  wizard: { secretId: `${demoKey('T')}-mini_program_0000000000000000`, secretKey: SECRET, token: 'demo-token' },
} as const;

const objects = (path: string) => `qcs::cos:${REGION}:uid/${APP_ID}:${SHOP}/${path}`;
const allow = (action: string[], resource: string[]) => ({
  version: '2.0',
  statement: [{ effect: 'allow', action, resource }],
});

/** A shop whose pictures, invoices and backups lie in COS, seen in the week in which everything goes wrong. */
export function demoScenario(): Scenario {
  const logging = (name: string) => ({ targetBucket: LOGS, targetPrefix: `access/${name}/` });
  return {
    schema: 'cos403.scenario/1',
    region: REGION,
    account: { ownerUin: OWNER, appId: APP_ID },
    buckets: {
      [LOGS]: { region: REGION, createdAt: '2023-01-10T08:00:00Z' },
      [STATE]: { region: REGION, createdAt: '2026-01-10T08:00:00Z' },
      [SHOP]: {
        region: REGION,
        createdAt: '2023-01-10T08:00:00Z',
        logging: logging('shop'),
        cors: [
          {
            allowedOrigins: ['https://shop.example'],
            allowedMethods: ['GET'],
            allowedHeaders: ['*'],
            maxAgeSeconds: 600,
          },
        ],
        referer: { status: 'Enabled', type: 'White-List', domains: ['*.shop.example'], emptyReferer: 'Allow' },
        policy: {
          version: '2.0',
          statement: [
            {
              sid: 'public-pictures',
              principal: '*',
              effect: 'allow',
              action: ['name/cos:GetObject', 'name/cos:HeadObject'],
              resource: [objects('pictures/*')],
            },
          ],
        },
        objects: {
          'pictures/tea.jpg': { body: 'a picture of tea', contentType: 'image/jpeg' },
          'invoices/2026/0001.pdf': { body: 'an invoice' },
          'backup/2024.tar': { body: 'an old backup', storageClass: 'DEEP_ARCHIVE' },
        },
      },
      [DOWNLOADS]: {
        region: REGION,
        createdAt: '2025-03-01T08:00:00Z',
        logging: logging('downloads'),
        objects: { 'app.apk': { body: 'an app' }, 'manual.pdf': { body: 'a manual' } },
      },
    },
    cam: {
      users: {
        [OWNER]: { name: 'root', type: 'root' },
        '100000000002': {
          name: 'alice',
          accessKeys: [{ id: KEYS.alice.secretId, secretKey: SECRET }],
          policies: [
            {
              name: 'read-invoices',
              document: allow(['name/cos:GetObject', 'name/cos:HeadObject'], [objects('invoices/*')]),
            },
          ],
        },
        '100000000003': {
          name: 'robot',
          accessKeys: [
            { id: KEYS.robot.secretId, secretKey: SECRET },
            { id: KEYS.oldRobot.secretId, secretKey: SECRET, status: 'Inactive' },
          ],
          policies: [{ name: 'backups', document: allow(['name/cos:*'], ['*']) }],
        },
      },
    },
    temporaryKeys: [
      {
        ...KEYS.wizard,
        requester: `${OWNER}:100000000003`,
        policy: allow(['name/cos:PutObject'], [objects('uploads/*')]),
      },
    ],
  };
}
