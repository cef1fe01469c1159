import { createHash, createHmac } from 'node:crypto';
import { type CosSignature, isSignatureParameter } from './cos.js';
import { decodePercent, encodeStrict } from './encode.js';
import type { MistakeId } from './mistakes.js';
import { parseQuery, type WireRequest } from './request.js';

/** The parts of HttpString and of the last steps, each replaceable by what a client may have used. */
interface Recipe {
  readonly method: string;
  readonly path: string;
  readonly params: string;
  readonly headers: string;
  readonly httpEnd: string;
  readonly stringEnd: string;
  readonly signTime: string;
  readonly keyTime: string;
  readonly secret: string;
  readonly keyAsBytes: boolean;
}

function cook(recipe: Recipe): string {
  const httpString = [recipe.method, recipe.path, recipe.params, recipe.headers].join('\n') + recipe.httpEnd;
  const digest = createHash('sha1').update(httpString, 'utf8').digest('hex');
  const signKey = createHmac('sha1', recipe.secret).update(recipe.keyTime, 'utf8').digest();
  const key = recipe.keyAsBytes ? signKey : signKey.toString('hex');
  return createHmac('sha1', key).update(`sha1\n${recipe.signTime}\n${digest}${recipe.stringEnd}`, 'utf8').digest('hex');
}

type Pair = readonly [name: string, value: string];

const encoded = (pairs: readonly Pair[]) =>
  pairs.map(([name, value]): Pair => [encodeStrict(name).toLowerCase(), encodeStrict(value)]);
const sorted = (pairs: readonly Pair[]) => [...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
const joined = (pairs: readonly Pair[]) => pairs.map(([name, value]) => `${name}=${value}`).join('&');

/**
 * Which known mistakes of a client would give exactly the signature that the request carries. One that does is as good as a proof:
 * a 160-bit value does not match by chance. Needs the right secret key.
 */
export function findMistakes(request: WireRequest, signature: CosSignature, secretKey: string): MistakeId[] {
  const found = new Set<MistakeId>();
  const base = rightRecipe(request, signature, secretKey);
  for (const [id, change] of variants(request, signature, base)) {
    if (!found.has(id) && cook({ ...base, ...change }) === signature.signature) found.add(id);
  }
  return [...found];
}

function rightRecipe(request: WireRequest, signature: CosSignature, secretKey: string): Recipe {
  const listed = (names: readonly string[]) => {
    const set = new Set(names);
    return ([name]: Pair) => set.has(name);
  };
  return {
    method: request.method.toLowerCase(),
    path: decodePercent(request.path),
    params: joined(sorted(encoded(ownParameters(request)).filter(listed(signature.paramList)))),
    headers: joined(sorted(encoded(Object.entries(request.headers)).filter(listed(signature.headerList)))),
    httpEnd: '\n',
    stringEnd: '\n',
    signTime: signature.signTime,
    keyTime: signature.keyTime,
    secret: secretKey,
    keyAsBytes: false,
  };
}

function ownParameters(request: WireRequest): Pair[] {
  return parseQuery(request.query).filter(([name]) => !isSignatureParameter(name));
}

type Variant = readonly [MistakeId, Partial<Recipe>];

function* variants(request: WireRequest, signature: CosSignature, base: Recipe): Generator<Variant> {
  yield* pathVariants(request, base);
  for (const method of ['get', 'put', 'post', 'head', 'delete', 'options']) yield ['method', { method }];
  yield ['method-case', { method: request.method.toUpperCase() }];
  yield* headerVariants(request, signature);
  yield* paramVariants(request, signature);
  yield ['sign-key', { keyAsBytes: true }];
  yield ['key-time', { keyTime: signature.signTime }];
  yield ['key-time', { signTime: signature.keyTime }];
  yield ['line-end', { httpEnd: '' }];
  yield ['line-end', { stringEnd: '' }];
  yield ['line-end', { httpEnd: '', stringEnd: '' }];
  for (const secret of [
    `${base.secret}\n`,
    `${base.secret}\r\n`,
    ` ${base.secret}`,
    `${base.secret} `,
    base.secret.trim(),
  ]) {
    yield ['secret-spaces', { secret }];
  }
}

function* pathVariants(request: WireRequest, base: Recipe): Generator<Variant> {
  const { path } = base;
  const forms: [MistakeId, string][] = [
    ['path-encoded', request.path],
    ['path-encoded', encodeURI(path)],
    ['path-encoded', encodeStrict(path).replace(/%2F/g, '/')],
    ['path-encoded', encodeStrict(path)],
    ['path-double-encoded', decodePercent(path)],
    ['path-double-encoded', decodePercent(decodePercent(path))],
    ['path-plus', path.replace(/\+/g, ' ')],
    ['path-plus', path.replace(/ /g, '+')],
    ['path-leading-slash', path.replace(/^\/+/, '')],
    ['path-leading-slash', path.replace(/\/+/g, '/')],
    ['path-leading-slash', `/${path}`],
    ['path-leading-slash', path.replace(/\/$/, '')],
    ['path-leading-slash', `${path}/`],
    ['path-dot-segments', withoutDots(path)],
    ['path-normalisation', path.normalize('NFC')],
    ['path-normalisation', path.normalize('NFD')],
    ['path-normalisation', Buffer.from(path, 'utf8').toString('latin1')],
    ['path-normalisation', Buffer.from(path, 'latin1').toString('utf8')],
    ['path-bucket', path.replace(/^\/[^/]+(?=\/)/, '')],
    ['path-root', '/'],
  ];
  const bucket = /^([^.]+)\.cos/.exec(request.headers['host'] ?? '')?.[1];
  if (bucket !== undefined) forms.push(['path-bucket', `/${bucket}${path}`]);
  for (const [id, form] of forms) if (form !== path) yield [id, { path: form }];
}

/** What `new URL()` makes of a path. */
function withoutDots(path: string): string {
  const out: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') out.pop();
    else if (segment !== '.') out.push(segment);
  }
  return `/${out.join('/').replace(/^\/+/, '')}`;
}

function* headerVariants(request: WireRequest, signature: CosSignature): Generator<Variant> {
  const all = Object.entries(request.headers).filter(([name]) => name !== 'authorization');
  const chosen = all.filter(([name]) => signature.headerList.includes(name));
  const form = (pairs: readonly Pair[]) => joined(sorted(encoded(pairs)));
  const missing = signature.headerList.filter((name) => request.headers[name] === undefined);
  if (missing.length > 0)
    yield ['header-missing', { headers: form([...chosen, ...missing.map((name): Pair => [name, ''])]) }];
  for (const host of otherHosts(request.headers['host'] ?? '')) {
    yield ['host', { headers: form(chosen.map(([name, value]): Pair => [name, name === 'host' ? host : value])) }];
  }
  // Listed but not sent, too: what a library sets by itself may be lost on the way.
  const typed = signature.headerList.includes('content-type') ? otherTypes(request.headers['content-type']) : [];
  const untyped = chosen.filter(([name]) => name !== 'content-type');
  for (const type of typed) yield ['content-type', { headers: form([...untyped, ['content-type', type]]) }];
  yield ['header-values', { headers: joined(sorted(chosen)) }];
  yield ['header-list', { headers: form(all) }];
  yield ['header-list', { headers: '' }];
  yield ['header-list', { headers: form(all.filter(([name]) => name === 'host')) }];
  const inOrder = signature.headerList.flatMap((name) => chosen.filter(([n]) => n === name));
  yield ['header-list', { headers: joined(encoded(inOrder)) }];
  for (const name of signature.headerList) yield ['header-list', { headers: form(chosen.filter(([n]) => n !== name)) }];
}

/** Names under which the same bucket is reached, and the port that a client adds or drops. */
function otherHosts(host: string): string[] {
  const bare = host.replace(/:\d+$/, '');
  const hosts = [bare, `${bare}:80`, `${bare}:443`];
  const bucketHost =
    /^([^.]+)\.(?:cos|cos-internal|cos-website|ci|pic)\.([^.]+)\.(?:myqcloud\.com|tencentcos\.cn)$/.exec(bare);
  if (bucketHost) {
    const [, bucket, region] = bucketHost;
    for (const suffix of ['myqcloud.com', 'tencentcos.cn']) {
      for (const kind of ['cos', 'cos-internal', 'cos-website', 'ci', 'pic'])
        hosts.push(`${bucket}.${kind}.${region}.${suffix}`);
      hosts.push(`${bucket}.cos.accelerate.${suffix}`, `cos.${region}.${suffix}`);
    }
  }
  return hosts.filter((other) => other !== host);
}

function otherTypes(type: string | undefined): string[] {
  if (type === undefined) return ['application/octet-stream', 'application/xml', 'text/plain'];
  const bare = type.replace(/;.*$/, '');
  return [
    '',
    bare,
    `${bare}; charset=utf-8`,
    `${bare};charset=utf-8`,
    `${bare}; charset=UTF-8`,
    `${bare};charset=UTF-8`,
  ].filter((other) => other !== type);
}

function* paramVariants(request: WireRequest, signature: CosSignature): Generator<Variant> {
  const all = ownParameters(request);
  const chosen = all.filter(([name]) => signature.paramList.includes(encodeStrict(name).toLowerCase()));
  const form = (pairs: readonly Pair[]) => joined(sorted(encoded(pairs)));
  yield ['params', { params: form(all) }];
  yield ['params', { params: '' }];
  yield ['params', { params: joined(encoded(chosen)) }];
  const bare = chosen.map(([name, value]) =>
    value === '' ? encodeStrict(name).toLowerCase() : `${encodeStrict(name).toLowerCase()}=${encodeStrict(value)}`,
  );
  yield ['params', { params: bare.sort().join('&') }];
  yield ['param-values', { params: joined(sorted(chosen.map(([name, value]): Pair => [name.toLowerCase(), value]))) }];
  yield ['param-values', { params: form(chosen.map(([name, value]): Pair => [name, value.replace(/\+/g, ' ')])) }];
  yield ['param-values', { params: form(chosen).replace(/%20/g, '+') }];
}
