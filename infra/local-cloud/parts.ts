import { api3Handler } from './api3/handler.js';
import type { LocalCloudPart } from './cloud.js';
import { faultPart } from './faults/part.js';
import { scfPart } from './scf/part.js';
import { sinkPart } from './sink/part.js';

/** Everything beside COS: trouble on demand, functions with their events and timers, API 3.0, receivers of mail and webhooks. */
export const cloudServices: LocalCloudPart = async (cloud) => {
  const faults = faultPart(cloud);
  const { runtime } = scfPart(cloud, faults.deliveries);
  faults.running = runtime.instances;
  cloud.api3 = api3Handler(cloud, runtime);
  cloud.onReset(() => {
    delete cloud.state.mails;
  });
  await sinkPart(cloud);
};
