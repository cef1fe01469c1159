import { openCloud } from '../lib/cloud/open.js';
import { type LogObject, readCosEvent } from '../lib/ingest/event.js';
import { type EventSummary, handleEvent } from '../lib/ingest/handle-event.js';
import { ownRequesters } from '../lib/ingest/identity.js';
import { openStore } from '../lib/store/open.js';
import { type FunctionContext, invoke } from './invocation.js';

/**
 * COS trigger: every delivered log file becomes one partial. Throws only when the configuration or the state cannot be used, so that the
 * platform tries again.
 */
export function main_handler(event: unknown, context: FunctionContext = {}): Promise<EventSummary> {
  return invoke('ingest', context, async ({ config, state, env, cwd, log, nowMs, signal }) => {
    const records = readCosEvent(event, env['TENCENTCLOUD_REGION']);
    const objects = records.flatMap((record): LogObject[] => (record.status === 'object' ? [record.object] : []));
    const cloud = await openCloud({
      env,
      likelyRegion: config.region,
      bucketRegions: Object.fromEntries(objects.flatMap(({ bucket, region }) => (region ? [[bucket, region]] : []))),
    });
    const store = await openStore(state, { cwd, cos: async () => cloud.cos });
    const self = await ownRequesters(cloud.api, env, store);
    return handleEvent(records, { cos: cloud.cos, store, nowMs, log, self, signal });
  });
}
