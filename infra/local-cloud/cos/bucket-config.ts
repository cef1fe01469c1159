import type { CorsRule, StrictSignatureRule } from '../../../lib/facts/snapshot.js';
import type { BucketContext, CosResponse } from './context.js';
import { XML } from './context.js';
import { CosError } from './errors.js';
import { node, type Parsed, parseXml, renderXml, type XmlNode } from './xml.js';

const OK: CosResponse = { status: 200 };
const GONE: CosResponse = { status: 204 };

function answer(root: XmlNode): CosResponse {
  return { status: 200, headers: XML, body: renderXml(root) };
}

const values = (parent: Parsed, tag: string) => parent.all(tag).map((child) => child.text.trim());

/** PUT Bucket policy: JSON of at most 20 KB (8282, 14518). */
export function putBucketPolicy({ bucket, body }: BucketContext): CosResponse {
  if (body.length > 20 * 1024) throw new CosError('PolicyFull');
  let policy: unknown;
  try {
    policy = JSON.parse(body.toString('utf8'));
  } catch {
    throw new CosError('MalformedPolicy');
  }
  const object =
    typeof policy === 'object' && policy !== null && !Array.isArray(policy) ? (policy as Record<string, unknown>) : {};
  const get = (name: string) => Object.entries(object).find(([key]) => key.toLowerCase() === name)?.[1];
  const statements = [get('statement')].flat().filter((s) => s !== undefined && s !== null);
  const effect = (statement: object) => Object.entries(statement).find(([key]) => key.toLowerCase() === 'effect')?.[1];
  const sound = statements.every((s) => typeof s === 'object' && /^(allow|deny)$/i.test(String(effect(s as object))));
  if (get('version') !== '2.0' || statements.length === 0 || !sound) throw new CosError('MalformedPolicy');
  bucket.policy = object;
  return GONE;
}

/** The answer is JSON under an XML content type, as the vendor's own sample shows (8276). */
export function getBucketPolicy({ bucket }: BucketContext): CosResponse {
  if (bucket.policy === null) throw new CosError('NoSuchPolicy');
  // The list of statements comes back capitalised whatever was put; everything else as stored (4.4).
  const shown = Object.entries(bucket.policy).map(([name, value]) => [
    name.toLowerCase() === 'statement' ? 'Statement' : name,
    value,
  ]);
  return { status: 200, headers: XML, body: JSON.stringify(Object.fromEntries(shown)) };
}

export function deleteBucketPolicy({ bucket }: BucketContext): CosResponse {
  bucket.policy = null;
  return GONE;
}

const CORS_METHODS = ['PUT', 'GET', 'POST', 'DELETE', 'HEAD'];

/** PUT Bucket cors (8279): at most 100 rules in 64 KB. */
export function putBucketCors({ bucket, body }: BucketContext): CosResponse {
  if (body.length > 64 * 1024) throw new CosError('MalformedXML');
  const rules = parseXml(body, 'CORSConfiguration').all('CORSRule').map(readCorsRule);
  if (rules.length === 0 || rules.length > 100) throw new CosError('MalformedXML');
  bucket.cors = rules;
  return OK;
}

function readCorsRule(rule: Parsed): CorsRule {
  const id = rule.value('ID');
  const age = rule.value('MaxAgeSeconds');
  const allowedOrigins = values(rule, 'AllowedOrigin');
  const allowedMethods = values(rule, 'AllowedMethod').map((method) => method.toUpperCase());
  if (allowedOrigins.length === 0 || allowedMethods.length === 0) throw new CosError('MalformedXML');
  if (allowedMethods.some((method) => !CORS_METHODS.includes(method)))
    throw new CosError('InvalidRequest', 'Unsupported method in a CORS rule.');
  if (allowedOrigins.some((origin) => origin.split('*').length > 2))
    throw new CosError('InvalidRequest', 'AllowedOrigin can not have more than one wildcard.');
  if (age !== undefined && !/^\d{1,9}$/.test(age)) throw new CosError('MalformedXML');
  return {
    ...(id === undefined ? {} : { id }),
    allowedOrigins,
    allowedMethods,
    allowedHeaders: values(rule, 'AllowedHeader'),
    exposeHeaders: values(rule, 'ExposeHeader'),
    ...(age === undefined ? {} : { maxAgeSeconds: Number(age) }),
  };
}

export function getBucketCors({ bucket }: BucketContext): CosResponse {
  if (bucket.cors === null) throw new CosError('NoSuchCORSConfiguration');
  return answer(
    node(
      'CORSConfiguration',
      bucket.cors.map((rule) =>
        node('CORSRule', [
          rule.id === undefined ? undefined : node('ID', rule.id),
          ...rule.allowedOrigins.map((value) => node('AllowedOrigin', value)),
          ...rule.allowedMethods.map((value) => node('AllowedMethod', value)),
          ...(rule.allowedHeaders ?? []).map((value) => node('AllowedHeader', value)),
          ...(rule.exposeHeaders ?? []).map((value) => node('ExposeHeader', value)),
          rule.maxAgeSeconds === undefined ? undefined : node('MaxAgeSeconds', rule.maxAgeSeconds),
        ]),
      ),
    ),
  );
}

export function deleteBucketCors({ bucket }: BucketContext): CosResponse {
  bucket.cors = null;
  return GONE;
}

/** PUT Bucket referer (31423). */
export function putBucketReferer({ bucket, body }: BucketContext): CosResponse {
  const root = parseXml(body, 'RefererConfiguration');
  const status = root.value('Status');
  const type = root.value('RefererType');
  const list = root.first('DomainList');
  const emptyReferer = root.value('EmptyReferConfiguration');
  if (status !== 'Enabled' && status !== 'Disabled') throw new CosError('MalformedXML');
  if (type !== 'White-List' && type !== 'Black-List') throw new CosError('MalformedXML');
  if (emptyReferer !== undefined && emptyReferer !== 'Allow' && emptyReferer !== 'Deny')
    throw new CosError('MalformedXML');
  const domains = list ? values(list, 'Domain') : [];
  if (domains.length === 0 && status === 'Enabled') throw new CosError('MalformedXML');
  bucket.referer = { status, type, domains, emptyReferer: emptyReferer ?? 'Deny' };
  return OK;
}

/** Never configured is an empty document here (U9: three answers are possible, clients must take all). */
export function getBucketReferer({ bucket }: BucketContext): CosResponse {
  const rule = bucket.referer;
  if (rule === null) return answer(node('RefererConfiguration'));
  return answer(
    node('RefererConfiguration', [
      node('Status', rule.status),
      node('RefererType', rule.type ?? 'White-List'),
      node(
        'DomainList',
        (rule.domains ?? []).map((domain) => node('Domain', domain)),
      ),
      node('EmptyReferConfiguration', rule.emptyReferer ?? 'Deny'),
    ]),
  );
}

/** PUT Bucket logging (17054): the target must be a bucket of the same account and region. */
export function putBucketLogging({ cloud, bucket, body }: BucketContext): CosResponse {
  const enabled = parseXml(body, 'BucketLoggingStatus').first('LoggingEnabled');
  if (!enabled) {
    bucket.logging = null;
    return OK;
  }
  const targetBucket = enabled.value('TargetBucket') ?? '';
  const target = cloud.state.buckets.get(targetBucket);
  if (!target || target.region !== bucket.region || target.ownerUin !== bucket.ownerUin) {
    throw new CosError('InvalidTargetBucketForLogging');
  }
  bucket.logging = { targetBucket, targetPrefix: enabled.value('TargetPrefix') ?? '' };
  return OK;
}

export function getBucketLogging({ bucket }: BucketContext): CosResponse {
  const { logging } = bucket;
  if (logging === null) return answer(node('BucketLoggingStatus'));
  return answer(
    node('BucketLoggingStatus', [
      node('LoggingEnabled', [node('TargetBucket', logging.targetBucket), node('TargetPrefix', logging.targetPrefix)]),
    ]),
  );
}

/** Once on, versioning can only be suspended (19889). */
export function putBucketVersioning({ bucket, body }: BucketContext): CosResponse {
  const status = parseXml(body, 'VersioningConfiguration').value('Status');
  if (status !== 'Enabled' && status !== 'Suspended') throw new CosError('MalformedXML');
  bucket.versioning = status;
  return OK;
}

export function getBucketVersioning({ bucket }: BucketContext): CosResponse {
  return answer(
    node('VersioningConfiguration', [bucket.versioning === null ? undefined : node('Status', bucket.versioning)]),
  );
}

/** PUT Bucket lifecycle: the document is kept as it came, nothing expires here. */
export function putBucketLifecycle({ bucket, body }: BucketContext): CosResponse {
  const rules = parseXml(body, 'LifecycleConfiguration').all('Rule');
  if (rules.length === 0 || rules.length > 1000) throw new CosError('MalformedXML');
  if (rules.some((rule) => !/^(Enabled|Disabled)$/.test(rule.value('Status') ?? '')))
    throw new CosError('MalformedXML');
  bucket.lifecycle = body.toString('utf8');
  return OK;
}

export function getBucketLifecycle({ bucket }: BucketContext): CosResponse {
  if (bucket.lifecycle === null) throw new CosError('NoSuchLifecycleConfiguration');
  return { status: 200, headers: XML, body: bucket.lifecycle };
}

export function deleteBucketLifecycle({ bucket }: BucketContext): CosResponse {
  bucket.lifecycle = null;
  return GONE;
}

/** PUT Bucket strict signature (53889): 10 rules of 200 actions, 20 headers and 20 parameters; element names without case. */
export function putBucketStrictSignature({ bucket, body }: BucketContext): CosResponse {
  const rules = parseXml(body, 'StrictSignatureConfiguration').all('Rule').map(readStrictRule);
  if (rules.length === 0 || rules.length > 10) throw new CosError('MalformedXML');
  bucket.strictSignature = rules;
  return OK;
}

function readStrictRule(rule: Parsed): StrictSignatureRule {
  const list = (outer: string, inner: string) => rule.all(outer).flatMap((element) => values(element, inner));
  const id = rule.value('ID');
  const [actions, headers, params] = [
    list('ActionList', 'Action'),
    list('HeaderList', 'Header'),
    list('ParamList', 'Param'),
  ];
  if (actions.length === 0 || actions.length > 200 || headers.length > 20 || params.length > 20)
    throw new CosError('MalformedXML');
  return { ...(id === undefined ? {} : { id }), actions, headers, params };
}

export function getBucketStrictSignature({ bucket }: BucketContext): CosResponse {
  return answer(
    node(
      'StrictSignatureConfiguration',
      (bucket.strictSignature ?? []).map((rule) =>
        node('Rule', [
          rule.id === undefined ? undefined : node('ID', rule.id),
          node(
            'actionlist',
            rule.actions.map((value) => node('action', value)),
          ),
          node(
            'headerlist',
            rule.headers.map((value) => node('header', value)),
          ),
          node(
            'paramlist',
            rule.params.map((value) => node('param', value)),
          ),
        ]),
      ),
    ),
  );
}

export function deleteBucketStrictSignature({ bucket }: BucketContext): CosResponse {
  bucket.strictSignature = null;
  return GONE;
}
