import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodePercent } from '../../../lib/signature/encode.js';
import { readSignature } from '../../../lib/signature/read.js';
import { parseQuery, splitUrl, type WireRequest } from '../../../lib/signature/request.js';
import { BodyError, readBody } from '../body.js';
import type { FaultOutcome, LocalCloud } from '../cloud.js';
import type { LogEntry } from '../logs.js';
import { traceId } from '../request-id.js';
import { type Address, parseAddress } from './address.js';
import { decodeAwsChunked, isAwsChunked } from './aws-chunked.js';
import { type CosContext, type CosResponse, Query, XML } from './context.js';
import { corsHeaders, matchingCorsRule } from './cors.js';
import { CosError } from './errors.js';
import { operationOf } from './operations.js';
import { refuseOrServe } from './pipeline.js';
import { node, renderXml } from './xml.js';

const BODY_LIMIT = 512 * 1024 * 1024;
const NO_FAULT: FaultOutcome = {};

export interface Cos {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** An error body for a request that could not even be read. */
  plainError(code: string): string;
}

/** The COS of the local cloud: reads a request, lets the pipeline serve or refuse it, answers in COS's form and logs it. */
export function createCos(
  cloud: LocalCloud,
  newRequestId: (nowMs: number) => string,
  record: (entry: LogEntry) => void,
): Cos {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startMs = cloud.clock.nowMs();
    const requestId = newRequestId(startMs);
    const wire = wireRequest(request);
    const address = parseAddress(wire.headers['host'] ?? '', wire.path);
    const headers = cosHeaders(wire.headers);
    const query = new Query(parseQuery(wire.query));
    const level =
      address.bucket === null && address.style !== 'custom' ? 'service' : address.key === null ? 'bucket' : 'object';
    const operation = operationOf(wire.method, level, query, headers);
    const signature = readSignature(wire);
    const secretId = 'secretId' in signature ? signature.secretId : null;
    const fault = cloud.faults
      ? await cloud.faults.before(
          {
            method: wire.method,
            path: wire.path,
            bucket: address.bucket,
            key: address.key,
            ...(secretId ? { secretId } : {}),
          },
          `cos:${operation?.name ?? 'Unknown'}`,
        )
      : NO_FAULT;
    if (fault.hang) return;
    if (fault.reset) return void request.socket.resetAndDestroy();

    const context: CosContext = {
      cloud,
      wire,
      headers,
      query,
      address,
      operation: operation ?? { name: 'Unknown', action: 'name/cos:Unknown', event: '-' },
      signature,
      body: Buffer.alloc(0),
      nowMs: cloud.clock.nowMs() + (fault.clockSkewMs ?? 0),
      requestId,
      remoteIp: remoteIp(request),
      fault,
      caller: { kind: 'anonymous' },
      log: {},
    };
    let reply: CosResponse;
    let failure: CosError | null = null;
    let served: CosContext = context;
    try {
      if (fault.error) throw new CosError(fault.error.code, fault.error.message, { status: fault.error.status });
      served = { ...context, body: await receiveBody(request, wire) };
      reply = refuseOrServe(served, operation);
      fault.afterWork?.();
    } catch (error) {
      if (error instanceof BodyError && error.code === 'aborted') throw error;
      failure = asCosError(error);
      reply = errorReply(failure, served, address, requestId);
    }
    const sent = send(response, reply, served, wire, failure);
    record({
      context: served,
      operation,
      startMs,
      status: reply.status,
      failure,
      requestBytes: served.body.length,
      responseBytes: sent,
    });
  }

  return {
    answer,
    plainError: (code) => renderError(new CosError(code), '/', newRequestId(cloud.clock.nowMs()), cloud.clock.nowMs()),
  };
}

/** What came over the wire. Node hands bytes as latin1; whoever sends raw UTF-8 means UTF-8. */
function wireRequest(request: IncomingMessage): WireRequest {
  const target = utf8(request.url ?? '/');
  const absolute = /^https?:\/\//i.test(target);
  const { host, path, query } = absolute ? splitUrl(target) : splitUrl(target.startsWith('/') ? target : `/${target}`);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = utf8(Array.isArray(value) ? value.join(',') : value);
  }
  // The host of an absolute form wins over the header (RFC 9112, 3.2.2).
  if (absolute && host !== null) headers['host'] = host;
  return { method: request.method ?? 'GET', path, query, headers };
}

function utf8(latin1: string): string {
  if (/^[\x00-\x7f]*$/.test(latin1)) return latin1;
  const text = Buffer.from(latin1, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? latin1 : text;
}

/** S3 clients say `x-amz-*` for what COS calls `x-cos-*`. */
function cosHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const all: Record<string, string> = { ...headers };
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('x-amz-')) continue;
    all[`x-cos-${name.slice(6)}`] ??= value;
  }
  return all;
}

/** The client's address; tests give another one, because every local client comes from 127.0.0.1. */
function remoteIp(request: IncomingMessage): string {
  const given = request.headers['x-cos403-source-ip'];
  return typeof given === 'string' ? given : (request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
}

async function receiveBody(request: IncomingMessage, wire: WireRequest): Promise<Buffer> {
  let body: Buffer;
  try {
    body = await readBody(request, BODY_LIMIT);
  } catch (error) {
    if (error instanceof BodyError && error.code === 'too-large') throw new CosError('EntityTooLarge');
    throw error;
  }
  const sha256 = wire.headers['x-amz-content-sha256'];
  if (
    sha256 !== undefined &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    createHash('sha256').update(body).digest('hex') !== sha256
  ) {
    throw new CosError('XAmzContentSHA256Mismatch');
  }
  return isAwsChunked(wire.headers) ? decodeAwsChunked(body, wire.headers) : body;
}

function asCosError(error: unknown): CosError {
  return error instanceof CosError ? error : new CosError('InternalError', undefined, {});
}

function errorReply(error: CosError, context: CosContext, address: Address, requestId: string): CosResponse {
  // Resource: since 2023 the key only (2.1).
  const body = renderError(error, decodePercent(address.keyPath), requestId, context.nowMs);
  return {
    status: error.status,
    headers: { ...XML, ...error.extra.headers, 'x-cos-trace-id': traceId(error.code + error.message.slice(0, 32)) },
    body,
  };
}

function renderError(error: CosError, resource: string, requestId: string, nowMs: number): string {
  return renderXml(
    node('Error', [
      node('Code', error.code),
      node('Message', error.message),
      ...Object.entries(error.extra.elements ?? {}).map(([name, value]) => node(name, value)),
      node('ServerTime', `${new Date(nowMs).toISOString().slice(0, 19)}Z`),
      node('Resource', resource),
      node('RequestId', requestId),
      node('TraceId', traceId(error.code + error.message.slice(0, 32))),
    ]),
  );
}

/** Writes the answer; gives back the bytes of the body. HEAD and 204, 304 have none. */
function send(
  response: ServerResponse,
  reply: CosResponse,
  context: CosContext,
  wire: WireRequest,
  failure: CosError | null,
): number {
  const { cloud, address, requestId, fault } = context;
  const body = Buffer.isBuffer(reply.body) ? reply.body : Buffer.from(reply.body ?? '');
  const headers: Record<string, string> = {
    Server: 'tencent-cos',
    Date: new Date(context.nowMs).toUTCString(),
    'x-cos-request-id': requestId,
    ...reply.headers,
  };
  const origin = wire.headers['origin'];
  const bucket = address.bucket === null ? undefined : cloud.state.buckets.get(address.bucket);
  if (origin !== undefined && bucket && wire.method !== 'OPTIONS') {
    const rule = matchingCorsRule(bucket.cors, origin, wire.method, []);
    if (rule) Object.assign(headers, corsHeaders(rule, origin));
  }
  if (context.signature.form === 'aws-v4' || context.signature.form === 'aws-v2') {
    // S3 clients read their own names; the documented force-download header has its own too (57456).
    for (const [name, value] of Object.entries(headers)) {
      if (name.toLowerCase().startsWith('x-cos-')) headers[`x-amz-${name.slice(6)}`] ??= value;
    }
  }
  const silent = wire.method === 'HEAD' || reply.status === 204 || reply.status === 304;
  if (!silent) headers['Content-Length'] = String(body.length);
  else if (wire.method === 'HEAD' && failure) {
    delete headers['Content-Type'];
    headers['Content-Length'] = '0';
  }
  response.writeHead(reply.status, headers);
  if (fault.cutBodyAfterBytes !== undefined && !silent && body.length > fault.cutBodyAfterBytes) {
    response.write(body.subarray(0, fault.cutBodyAfterBytes), () => response.socket?.destroy());
    return fault.cutBodyAfterBytes;
  }
  response.end(silent ? undefined : body);
  return silent ? 0 : body.length;
}
