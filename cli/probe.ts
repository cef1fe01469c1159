import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Group } from '../lib/aggregate/model.js';
import { type LocalCloud, localCloud } from '../lib/cloud/local.js';
import type { Diagnosis } from '../lib/diagnose/model.js';
import { applyProbes, type Probe, type ProbeResult, probesFor } from '../lib/diagnose/probes.js';
import type { Snapshot } from '../lib/facts/snapshot.js';
import type { Io } from './io.js';

const TIMEOUT_MS = 5_000;
/** However many groups there are, strangers' referers must not make us send floods. */
const MAX_PROBES = 60;

/** Sends the probes of every group, one after the other, and adds what they found. */
export async function probeAll(
  io: Io,
  groups: readonly Group[],
  byGroup: readonly (readonly Diagnosis[])[],
  snapshot: Snapshot,
): Promise<Diagnosis[][]> {
  const local = localCloud(io.env);
  let left = MAX_PROBES;
  const out: Diagnosis[][] = [];
  for (const [index, group] of groups.entries()) {
    const results: ProbeResult[] = [];
    for (const probe of probesFor(group, snapshot).slice(0, Math.max(0, left))) {
      left -= 1;
      results.push({ probe, status: await send(probe, local, io.signal) });
    }
    out.push(applyProbes(byGroup[index] ?? [], results));
  }
  return out;
}

/** Unsigned, without redirects; the body is not read. Null: no answer. */
function send(probe: Probe, local: LocalCloud | null, signal: AbortSignal): Promise<number | null> {
  const host = `${probe.bucket}.cos.${probe.region}.myqcloud.com`;
  const path = encodeURI(probe.path).replace(/[?#]/g, encodeURIComponent);
  const options = { method: probe.method, path, headers: { ...probe.headers, host }, timeout: TIMEOUT_MS, signal };
  return new Promise((resolve) => {
    const request = local
      ? httpRequest({ ...options, host: local.host, port: local.port })
      : httpsRequest({ ...options, host });
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? null);
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', () => resolve(null));
    request.end();
  });
}
