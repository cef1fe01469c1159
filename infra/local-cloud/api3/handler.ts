import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readContext } from '../../../lib/policy/match-condition.js';
import type { LocalCloud } from '../cloud.js';
import { isAllowed } from './authorise.js';
import type { Action, Api3Context, Call, FunctionRuntime, Service } from './call.js';
import type { Caller } from './caller.js';
import { cam } from './cam/index.js';
import { ApiError, unauthorised } from './error.js';
import type { Params } from './params.js';
import { readCall, requestOf } from './request.js';
import { scf } from './scf/index.js';
import { ses } from './ses.js';
import { sts } from './sts.js';

/** Services by version: the versions differ, and a client that goes by another endpoint signs another service name (reference 5.2). */
export const SERVICES: Readonly<Record<string, { readonly name: string; readonly actions: Service }>> = {
  '2019-01-16': { name: 'cam', actions: cam },
  '2018-08-13': { name: 'sts', actions: sts },
  '2018-04-16': { name: 'scf', actions: scf },
  '2020-10-02': { name: 'ses', actions: ses },
};

/** Authorises and runs one call of a known caller. Throws ApiError. Exported for tests without sockets. */
export async function handle(
  service: string,
  actionName: string,
  params: Params,
  caller: Caller,
  context: Api3Context,
  region = context.state.region,
): Promise<object> {
  const actions = Object.values(SERVICES).find((one) => one.name === service)?.actions ?? {};
  const action: Action | undefined = Object.hasOwn(actions, actionName) ? actions[actionName] : undefined;
  if (!action) throw new ApiError('InvalidAction', `The request action ${service}:${actionName} was not found.`);
  const call: Call = { ...context, params, caller, region };
  const resources = action.resources?.(call) ?? [];
  authorise(call, `${service}:${actionName}`, resources.length > 0 ? resources : ['*']);
  const also = action.also?.(call);
  if (also) authorise(call, also.action, [also.resource]);
  return action.run(call);
}

/** Who you are may be asked by everybody. */
const FREE = new Set(['sts:GetCallerIdentity']);

function authorise(call: Call, action: string, resources: string[]): void {
  if (FREE.has(action)) return;
  const context = readContext({
    'qcs:ip': '127.0.0.1',
    'qcs:current_time': new Date(call.clock.nowMs()).toISOString(),
  });
  const refused = resources.find((resource) => !isAllowed(call.caller, { action, resources: [resource] }, context));
  if (refused !== undefined) throw unauthorised(action, refused);
}

/** The API 3.0 of the local cloud: every answer is HTTP 200 with a `Response`, unless a fault says otherwise. */
export function api3Handler(cloud: LocalCloud, runtime: FunctionRuntime | undefined) {
  return async (message: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> => {
    const requestId = randomUUID();
    const request = requestOf(message, body);
    let cutAfter: number | undefined;
    const answer = (result: object, status = 200) =>
      send(response, { ...result, RequestId: requestId }, status, cutAfter);
    try {
      const read = readCall(request);
      const service = Object.hasOwn(SERVICES, read.version) ? SERVICES[read.version] : undefined;
      if (!service) throw new ApiError('NoSuchVersion', `The API version ${read.version} does not exist.`);
      const operation = `${service.name}:${read.action}`;
      const fault =
        (await cloud.faults?.before(
          { method: request.method, path: request.path, bucket: null, key: null, secretId: read.secretId },
          operation,
        )) ?? {};
      if (fault.hang) return;
      if (fault.reset) return void message.socket.destroy();
      cutAfter = fault.cutBodyAfterBytes;
      if (fault.error) {
        const { status, code, message: text } = fault.error;
        if (status !== 200) return void response.writeHead(status, { 'Content-Type': 'text/plain' }).end();
        return answer({ Error: { Code: code, Message: text } });
      }
      const nowMs = cloud.clock.nowMs() + (fault.clockSkewMs ?? 0);
      const acceptedMs = fault.clockSkewMs === undefined ? [nowMs, Date.now()] : [nowMs];
      const caller = read.authenticate(cloud.state, { nowMs, acceptedMs });
      const context = { state: cloud.state, clock: cloud.clock, ...(runtime ? { runtime } : {}) };
      const region = read.region || cloud.state.region;
      const result = await handle(service.name, read.action, read.params, caller, context, region);
      fault.afterWork?.();
      answer(result);
    } catch (error) {
      if (error instanceof ApiError) return answer({ Error: { Code: error.code, Message: error.message } });
      answer({ Error: { Code: 'InternalError', Message: `The local cloud failed: ${String(error)}` } });
    }
  };
}

function send(response: ServerResponse, result: object, status: number, cutAfter: number | undefined): void {
  const body = Buffer.from(JSON.stringify({ Response: result }));
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': body.length });
  if (cutAfter === undefined) return void response.end(body);
  response.write(body.subarray(0, cutAfter), () => response.destroy());
}
