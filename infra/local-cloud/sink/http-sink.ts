import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BodyError, readBody } from '../body.js';
import type { LocalCloud } from '../cloud.js';
import { dingtalk } from './dingtalk.js';
import { alertmanager, pagerduty, teams, webhook } from './events-api.js';
import { feishu } from './feishu.js';
import { type Flavour, faultAnswer, type HookAnswer, type Settings } from './model.js';
import { RateLimits } from './rate-limits.js';
import { slack } from './slack.js';
import { wecom } from './wecom.js';

export const FLAVOURS: readonly Flavour[] = [wecom, dingtalk, feishu, slack, teams, pagerduty, alertmanager, webhook];

export interface HttpSink {
  readonly url: string;
  readonly server: Server;
  readonly settings: Map<string, Settings>;
  readonly limits: RateLimits;
}

/** Listens for webhooks on 127.0.0.1: the first path segment says whom it plays (`/wecom/…`, `/slack/…`). */
export async function startHttpSink(cloud: LocalCloud): Promise<HttpSink> {
  const settings = new Map<string, Settings>();
  const limits = new RateLimits();
  const server = createServer((request, response) => {
    void receive(request, response).catch(() => response.destroy());
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body: string;
    try {
      body = (await readBody(request, 16 * 1024 * 1024)).toString('utf8');
    } catch (error) {
      if (error instanceof BodyError) return void response.destroy();
      throw error;
    }
    const url = new URL(request.url ?? '/', 'http://sink');
    const [, name = '', ...rest] = url.pathname.split('/');
    const flavour = FLAVOURS.find((one) => one.name === name);
    if (!flavour) {
      const known = FLAVOURS.map((one) => `/${one.name}/`).join(' ');
      return void response
        .writeHead(404, { 'Content-Type': 'text/plain' })
        .end(`There is nobody here. Known: ${known}`);
    }
    const path = `/${rest.join('/')}`;
    const fault =
      (await cloud.faults?.before(
        { method: request.method ?? 'GET', path, bucket: null, key: null },
        `sink:${name}`,
      )) ?? {};
    if (fault.hang) return;
    if (fault.reset) return void request.socket.resetAndDestroy();
    const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)]));
    const own = settings.get(name) ?? {};
    const answer = fault.error
      ? faultAnswer(flavour, fault.error)
      : request.method !== 'POST'
        ? { status: 405, contentType: 'text/plain' as const, body: 'POST only', accepted: false }
        : flavour.answer({
            method: 'POST',
            path,
            query: url.searchParams,
            headers,
            body,
            nowMs: [cloud.clock.nowMs(), Date.now()],
            settings: own,
            limited: (key, list) => own.limits !== false && limits.over(`${name} ${key}`, list, cloud.clock.nowMs()),
          });
    cloud.state.messages.push({
      channel: name,
      receivedAt: new Date(cloud.clock.nowMs()).toISOString(),
      path: `${path}${url.search}`,
      headers,
      body,
      status: answer.status,
      accepted: answer.accepted,
      ...(answer.signature === undefined ? {} : { signature: answer.signature }),
    });
    fault.afterWork?.();
    send(response, answer, fault.cutBodyAfterBytes);
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, settings, limits };
}

function send(response: ServerResponse, answer: HookAnswer, cutAfter: number | undefined): void {
  const body = Buffer.from(answer.body, 'utf8');
  const length = answer.status === 204 ? {} : { 'Content-Length': body.length };
  response.writeHead(answer.status, { 'Content-Type': answer.contentType, ...length, ...answer.headers });
  if (cutAfter === undefined) return void response.end(answer.status === 204 ? undefined : body);
  response.write(body.subarray(0, cutAfter), () => response.destroy());
}
