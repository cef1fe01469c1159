import type { ObjectCreated } from '../cloud.js';
import type { FunctionState, LocalState, TriggerState } from '../state.js';

/** Short names of regions as `cosBucket.region` of real events has them; others are made from the city's letters. */
const SHORT_REGIONS: Readonly<Record<string, string>> = {
  'ap-guangzhou': 'gz',
  'ap-shanghai': 'sh',
  'ap-beijing': 'bj',
  'ap-chengdu': 'cd',
  'ap-chongqing': 'cq',
  'ap-hongkong': 'hk',
  'ap-singapore': 'sg',
  'ap-nanjing': 'nj',
};

/** Headers that travel in the event's `meta` (583/9707). */
const META = /^(content-type|cache-control|content-encoding|content-disposition|expires|x-cos-meta-.+)$/;
const META_NAMES: Readonly<Record<string, string>> = {
  'content-type': 'Content-Type',
  'cache-control': 'Cache-Control',
  'content-encoding': 'Content-Encoding',
  'content-disposition': 'Content-Disposition',
  expires: 'Expire-Time',
};

/** The event that a COS trigger hands to the function (583/9707, intl 583/31439). */
export function cosEvent(state: LocalState, fn: FunctionState, qualifier: string, created: ObjectCreated): object {
  const appId = /-(\d+)$/.exec(created.bucket)?.[1] ?? state.appId;
  const name = created.bucket.slice(0, -(appId.length + 1));
  const region = state.buckets.get(created.bucket)?.region ?? state.region;
  const meta: Record<string, string> = { 'x-cos-request-id': created.requestId };
  for (const [header, value] of Object.entries(created.version.headers)) {
    const lower = header.toLowerCase();
    if (value !== '' && META.test(lower)) meta[META_NAMES[lower] ?? lower] = value;
  }
  return {
    Records: [
      {
        cos: {
          cosSchemaVersion: '1.0',
          // Misspelt like this by the platform.
          cosNotificationId: 'unkown',
          cosObject: {
            key: `/${appId}/${name}/${created.key}`,
            url: `http://${created.bucket}.cos.${region}.myqcloud.com/${created.key}`,
            size: created.version.body.length,
            vid: created.version.versionId === 'null' ? '' : created.version.versionId,
            meta,
          },
          cosBucket: {
            region: SHORT_REGIONS[region] ?? region.replace(/^[a-z]+-/, '').slice(0, 2),
            name,
            appid: appId,
            s3Region: region,
            cosRegion: SHORT_REGIONS[region] ?? region,
          },
        },
        event: {
          eventName: created.eventName,
          eventVersion: '1.0',
          eventTime: Math.floor(created.version.lastModifiedMs / 1000),
          eventSource: 'qcs::cos',
          eventQueue: `qcs:0:scf:${state.region}:appid/${state.appId}:${fn.namespace}.${fn.name}.${qualifier}`,
          reservedInfo: '',
          reqid: 0,
          requestParameters: {
            requestSourceIP: created.sourceIp,
            requestHeaders: { Authorization: created.authorization },
          },
        },
      },
    ],
  };
}

/** The event of a timer (583/9708): `Time` is the moment it was due, UTC, whole seconds. */
export function timerEvent(trigger: Pick<TriggerState, 'name' | 'customArgument'>, dueMs: number): object {
  return {
    Type: 'Timer',
    TriggerName: trigger.name,
    Time: new Date(Math.floor(dueMs / 1000) * 1000).toISOString().replace('.000Z', 'Z'),
    Message: trigger.customArgument,
  };
}
