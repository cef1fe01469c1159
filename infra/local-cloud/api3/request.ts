import type { IncomingMessage } from 'node:http';
import type { LocalState } from '../state.js';
import { type Caller, callerOf, secretOf } from './caller.js';
import { ApiError } from './error.js';
import { Params, type RawParams, unflatten } from './params.js';
import { v1Signature } from './signature-v1.js';
import { parseTc3, tc3Signature } from './tc3.js';

/** A call as it came over the wire, before anything was checked. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface ReadCall {
  readonly action: string;
  readonly version: string;
  readonly region: string;
  readonly params: Params;
  /** Checks time, key and signature; answers who called. */
  authenticate(state: LocalState, times: Times): Caller;
  /** SecretId as claimed, before it was checked. */
  readonly secretId: string;
}

export interface Times {
  /** The local clock: decides whether keys have expired. */
  readonly nowMs: number;
  /**
   * Moments that a signature may be near to. Besides the local clock that is real time: who moves the local clock does not move
   * that of the clients.
   */
  readonly acceptedMs: readonly number[];
}

/** Signatures are good for five minutes either way. */
const MAX_SKEW_SECONDS = 300;

export function requestOf(message: IncomingMessage, body: Buffer): ApiRequest {
  // A proxy's client sends the absolute form.
  const target = (message.url ?? '/').replace(/^https?:\/\/[^/?#]+/i, '') || '/';
  const mark = target.indexOf('?');
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
  return {
    method: message.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers,
    body,
  };
}

/** Tells signature v3 (headers) from v1 (everything in query or form). Throws ApiError when it is neither. */
export function readCall(request: ApiRequest): ReadCall {
  return request.headers['x-tc-action'] === undefined ? readV1(request) : readV3(request);
}

function readV3(request: ApiRequest): ReadCall {
  const { headers } = request;
  const authorization = parseTc3(headers['authorization'] ?? '');
  return {
    action: headers['x-tc-action']!,
    version: headers['x-tc-version'] ?? '',
    region: headers['x-tc-region'] ?? '',
    params: paramsV3(request),
    secretId: authorization?.secretId ?? '',
    authenticate(state, times) {
      if (!headers['authorization']) throw new ApiError('MissingParameter', 'The request is missing Authorization.');
      if (!authorization) {
        throw new ApiError(
          'AuthFailure.InvalidAuthorization',
          'The Authorization header does not have the TC3-HMAC-SHA256 form.',
        );
      }
      const timestamp = headers['x-tc-timestamp'] ?? '';
      checkTime(timestamp, times);
      if (new Date(Number(timestamp) * 1000).toISOString().slice(0, 10) !== authorization.date) {
        throw new ApiError(
          'AuthFailure.SignatureExpire',
          'The date of the credential scope is not that of X-TC-Timestamp.',
        );
      }
      for (const name of ['content-type', 'host']) {
        if (!authorization.signedHeaders.includes(name)) {
          throw new ApiError('AuthFailure.SignatureFailure', `The header ${name} must be signed.`);
        }
      }
      const secretKey = secretOf(state, authorization.secretId, headers['x-tc-token'], times.nowMs);
      const valid = spellings(request).some(
        ({ host, spelt }) => tc3Signature(spelt, authorization, timestamp, host, secretKey) === authorization.signature,
      );
      if (!valid) throw signatureFailure();
      return callerOf(state, authorization.secretId);
    },
  };
}

function readV1(request: ApiRequest): ReadCall {
  const text = request.method === 'GET' ? request.query : request.body.toString('utf8');
  const parameters = [...new URLSearchParams(text)];
  const common = new Map(parameters);
  const get = (name: string) => common.get(name) ?? '';
  if (!common.has('Action'))
    throw new ApiError('MissingParameter', 'The request is missing a required parameter `Action`.');
  const own = parameters.filter(([name]) => !COMMON.has(name));
  return {
    action: get('Action'),
    version: get('Version'),
    region: get('Region'),
    params: new Params(unflatten(own), true),
    secretId: get('SecretId'),
    authenticate(state, times) {
      checkTime(get('Timestamp'), times);
      const secretKey = secretOf(state, get('SecretId'), common.get('Token'), times.nowMs);
      const valid = hostsOf(request).some((host) =>
        [request.path, request.path.replace(/^\/$/, '')].some(
          (path) => v1Signature({ method: request.method, host, path }, parameters, secretKey) === get('Signature'),
        ),
      );
      if (!valid) throw signatureFailure();
      return callerOf(state, get('SecretId'));
    },
  };
}

const COMMON = new Set([
  'Action',
  'Version',
  'Region',
  'SecretId',
  'Timestamp',
  'Nonce',
  'Signature',
  'SignatureMethod',
  'Token',
  'Language',
  'RequestClient',
]);

function paramsV3(request: ApiRequest): Params {
  if (request.method === 'GET') return new Params(unflatten(new URLSearchParams(request.query)), true);
  const text = request.body.toString('utf8');
  if (text.trim() === '') return new Params({});
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ApiError('InvalidParameter', 'The request body is not valid JSON.');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ApiError('InvalidParameter', 'The request body is not a JSON object.');
  }
  return new Params(json as RawParams);
}

function checkTime(timestamp: string, times: Times): void {
  if (!/^\d+$/.test(timestamp)) throw new ApiError('MissingParameter', 'The request is missing a valid Timestamp.');
  if (times.acceptedMs.every((ms) => Math.abs(ms / 1000 - Number(timestamp)) > MAX_SKEW_SECONDS)) {
    throw new ApiError(
      'AuthFailure.SignatureExpire',
      'The signature has expired: the time differs by more than five minutes.',
    );
  }
}

function signatureFailure(): ApiError {
  return new ApiError(
    'AuthFailure.SignatureFailure',
    'The provided credentials could not be validated. Please check your signature is correct.',
  );
}

/** Clients differ in whether the port belongs to the signed host. */
function hostsOf(request: ApiRequest): string[] {
  const host = request.headers['host'] ?? '';
  const bare = host.replace(/:\d+$/, '');
  return host === bare ? [host] : [bare, host];
}

/** The documentation signs values in lower case, clients sign Content-Type as they send it. */
function spellings(request: ApiRequest): { readonly host: string; readonly spelt: ApiRequest }[] {
  const type = request.headers['content-type'] ?? '';
  const types = type === type.toLowerCase() ? [type] : [type, type.toLowerCase()];
  return hostsOf(request).flatMap((host) =>
    types.map((one) => ({ host, spelt: { ...request, headers: { ...request.headers, 'content-type': one } } })),
  );
}
