import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './body.js';
import { ControlError, type LocalCloud } from './cloud.js';
import { describeState } from './describe-state.js';

/** `/_local/<name>`: how tests and people steer the cloud (contract 2.5). Every answer is JSON. */
export async function answerControl(
  cloud: LocalCloud,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const name = url.pathname.slice('/_local/'.length);
  const send = (status: number, value: unknown) => {
    const body = JSON.stringify(value ?? {});
    response
      .writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
      .end(body);
  };
  const text = (await readBody(request, 16 * 1024 * 1024)).toString('utf8');
  const handler = cloud.control.get(name);
  if (!handler) return send(404, { error: `There is no control route ${name}.`, routes: [...cloud.control.keys()] });
  let body: unknown;
  try {
    body = text.trim() === '' ? undefined : JSON.parse(text);
  } catch {
    return send(400, { error: 'The body is not valid JSON.' });
  }
  try {
    send(200, await handler({ method: request.method ?? 'GET', body, query: url.searchParams }));
  } catch (error) {
    if (error instanceof ControlError) return send(400, { error: error.message });
    send(500, { error: error instanceof Error ? error.message : String(error) });
  }
}

/** The routes of the core: info, clock, state, reset, deliver-logs. */
export function standardControl(cloud: LocalCloud): void {
  cloud.control.set('info', () => startLine(cloud));
  cloud.control.set('state', () => describeState(cloud.state));
  cloud.control.set('reset', () => {
    cloud.reset();
    return { reset: true };
  });
  cloud.control.set('deliver-logs', () => {
    const objects = cloud.deliverLogs();
    return { keys: objects.map((object) => object.key), objects };
  });
  cloud.control.set('clock', ({ body }) => {
    moveClock(cloud, body);
    return { now: new Date(cloud.clock.nowMs()).toISOString() };
  });
}

function moveClock(cloud: LocalCloud, body: unknown): void {
  if (body === undefined) return;
  const { now, advanceSeconds } = (typeof body === 'object' ? (body ?? {}) : {}) as Record<string, unknown>;
  if (typeof advanceSeconds === 'number' && Number.isFinite(advanceSeconds)) {
    cloud.clock.advance(advanceSeconds * 1000);
    return;
  }
  const ms = typeof now === 'number' ? now : typeof now === 'string' ? Date.parse(now) : Number.NaN;
  if (Number.isNaN(ms)) throw new ControlError('Give {"now": "<ISO 8601 time>"} or {"advanceSeconds": <number>}.');
  cloud.clock.set(ms);
}

/** What `cos403 local-cloud` prints (contract 2.5). */
export function startLine(cloud: LocalCloud): Record<string, string> {
  return {
    url: cloud.url,
    ...cloud.root,
    ownerUin: cloud.state.ownerUin,
    appId: cloud.state.appId,
    region: cloud.state.region,
    ...cloud.announce,
  };
}
