import COS from 'cos-nodejs-sdk-v5';
import type { LocalCloud } from '../../../infra/local-cloud/cloud.js';

/** The official COS client as the root user. */
export function cosClient(cloud: LocalCloud, more: Partial<COS.COSOptions> = {}): COS {
  return new COS({
    SecretId: cloud.root.secretId,
    SecretKey: cloud.root.secretKey,
    Protocol: 'http:',
    Ip: `127.0.0.1:${cloud.port}`,
    Timeout: 20_000,
    ...more,
  } as COS.COSOptions);
}

export function putObject(cloud: LocalCloud, Bucket: string, Key: string, Body: Buffer | string): Promise<unknown> {
  return cosClient(cloud).putObject({ Bucket, Region: 'ap-guangzhou', Key, Body });
}
