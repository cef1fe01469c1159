import http from 'node:http';
import { Client as Cam } from 'tencentcloud-sdk-nodejs/tencentcloud/services/cam/v20190116/cam_client';
import { Client as Scf } from 'tencentcloud-sdk-nodejs/tencentcloud/services/scf/v20180416/scf_client';
import { Client as Ses } from 'tencentcloud-sdk-nodejs/tencentcloud/services/ses/v20201002/ses_client';
import { Client as Sts } from 'tencentcloud-sdk-nodejs/tencentcloud/services/sts/v20180813/sts_client';
import type { LocalCloud } from '../../../infra/local-cloud/cloud.js';

export interface Key {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
}

/** The official SDK's clients, unmodified: the real host names, the connection goes to the local port (reference 5.2). */
export function clients(cloud: Pick<LocalCloud, 'port'>, key: Key, region = 'ap-guangzhou', timeoutSeconds = 20) {
  const agent = new http.Agent({
    lookup: (_host, options, callback) => {
      const all = (options as { all?: boolean } | undefined)?.all;
      const done = callback as (...args: unknown[]) => void;
      return all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
    },
  });
  const options = (service: string) => ({
    credential: { secretId: key.secretId, secretKey: key.secretKey, ...(key.token ? { token: key.token } : {}) },
    region,
    profile: {
      language: 'en-US' as const,
      httpProfile: {
        protocol: 'http://',
        endpoint: `${service}.tencentcloudapi.com:${cloud.port}`,
        reqTimeout: timeoutSeconds,
        agent,
      },
    },
  });
  return {
    cam: new Cam(options('cam')),
    sts: new Sts(options('sts')),
    scf: new Scf(options('scf')),
    ses: new Ses(options('ses')),
  };
}

export type Clients = ReturnType<typeof clients>;
