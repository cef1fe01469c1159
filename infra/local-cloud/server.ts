import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BodyError, readBody } from './body.js';
import { buildState } from './build-state.js';
import { createClock } from './clock.js';
import type { DeliveredLog, LocalCloud, LocalCloudOptions, ObjectCreated } from './cloud.js';
import { answerControl, standardControl } from './control.js';
import { createCos } from './cos/handle.js';
import { createLogService } from './logs.js';
import { requestIds } from './request-id.js';
import { completeScenario } from './seed.js';

/** Hosts under which the cloud is itself, not a bucket: the only ones with control routes, so that no object key and no web page can hide one. */
const OWN_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/** Starts the local cloud on 127.0.0.1. It needs no configuration; resolves when it listens. */
export async function startLocalCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const scenario = completeScenario(options.scenario);
  const clock = createClock(options.realNowMs);
  const created: ((event: ObjectCreated) => void)[] = [];
  const onReset: (() => void)[] = [];
  const onClose: (() => void | Promise<void>)[] = [];
  const newRequestId = requestIds();

  const cloud: LocalCloud & { port: number; url: string; deliverLogs(): DeliveredLog[] } = {
    url: '',
    port: 0,
    state: buildState(scenario, clock.nowMs()),
    clock,
    scenario,
    root: scenario.root,
    options,
    control: new Map(),
    announce: {},
    api3: null,
    faults: null,
    onObjectCreated: (listener) => void created.push(listener),
    objectCreated(event) {
      for (const listener of created) listener(event);
    },
    onReset: (listener) => void onReset.push(listener),
    onClose: (listener) => void onClose.push(listener),
    deliverLogs: () => [],
    reset() {
      clock.reset();
      Object.assign(cloud.state, buildState(scenario, clock.nowMs()));
      for (const listener of onReset) listener();
    },
    async close() {
      await closeParts();
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
  const closeParts = async () => {
    for (const listener of onClose.splice(0).reverse()) await listener();
  };
  const logs = createLogService(cloud, newRequestId);
  cloud.deliverLogs = logs.deliver;
  const cos = createCos(cloud, newRequestId, logs.record);
  standardControl(cloud);

  const server = createServer({ maxHeaderSize: 64 * 1024, keepAliveTimeout: 5_000 }, (request, response) => {
    void answer(request, response);
  });
  // A half request or garbage: the parser's error is answered and the connection ends; the cloud goes on.
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    const body = cos.plainError(error.code === 'HPE_HEADER_OVERFLOW' ? 'RequestHeaderTooLarge' : 'InvalidRequest');
    socket.end(
      `HTTP/1.1 ${status}\r\nContent-Type: application/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const own = OWN_HOST.test(request.headers.host ?? '') || OWN_HOST.test(absoluteHost(request.url));
      const path = request.url ?? '/';
      if (own && path.startsWith('/_local/')) return await answerControl(cloud, request, response);
      if (isApi3(request)) {
        // A function's code comes as base64 in JSON: 50 MB become 67.
        const body = await readBody(request, 80 * 1024 * 1024);
        if (cloud.api3) return await cloud.api3(request, response, body);
        const text = JSON.stringify({
          Response: { Error: { Code: 'UnsupportedOperation', Message: 'This local cloud has no API 3.0.' } },
        });
        return void response.writeHead(404, { 'Content-Type': 'application/json' }).end(text);
      }
      await cos.answer(request, response);
    } catch (error) {
      // The client went away in the middle: nobody is left to answer.
      if (error instanceof BodyError || response.destroyed) return void response.destroy();
      if (!response.headersSent) {
        const body = cos.plainError('InternalError');
        response
          .writeHead(500, { 'Content-Type': 'application/xml', 'Content-Length': Buffer.byteLength(body) })
          .end(body);
      } else response.destroy();
    }
  }

  try {
    for (const part of options.parts ?? []) await part(cloud);
    await new Promise<void>((listening, failed) => {
      server.once('error', failed);
      server.listen(options.port ?? 0, '127.0.0.1', () => listening());
    });
  } catch (error) {
    // What the parts opened must not keep the process alive.
    await closeParts();
    throw error;
  }
  cloud.port = (server.address() as AddressInfo).port;
  cloud.url = `http://127.0.0.1:${cloud.port}`;
  return cloud;
}

function absoluteHost(url: string | undefined): string {
  return /^https?:\/\/([^/?#]+)/i.exec(url ?? '')?.[1] ?? '';
}

/** API 3.0 is told by its header (signature v3) or its host; v1 puts everything into the form or query, also under our own address. */
function isApi3(request: IncomingMessage): boolean {
  if (request.headers['x-tc-action'] !== undefined) return true;
  const host = absoluteHost(request.url) || (request.headers.host ?? '');
  if (/\.tencentcloudapi\.com(:\d+)?$/i.test(host)) return true;
  if (!OWN_HOST.test(host)) return false;
  const form = /^application\/x-www-form-urlencoded/i.test(request.headers['content-type'] ?? '');
  return (
    (request.method === 'POST' && form) ||
    /[?&]Action=\w+.*[?&]Signature=|[?&]Signature=.*[?&]Action=/.test(request.url ?? '')
  );
}
