import { postStringToSign, signPostPolicy } from '../../../lib/signature/post-form.js';
import { sameText } from '../../../lib/signature/verify.js';
import { requireKey, requireUsable } from './authenticate.js';
import { requireAllowed } from './authorize.js';
import { type BucketContext, type CosResponse, XML } from './context.js';
import { CosError, MESSAGES } from './errors.js';
import { type FormPart, parseFormData } from './form-data.js';
import { requireFree, writeMeta, writeObject, writtenHeaders } from './object-write.js';
import { checkPostPolicy, readPostPolicy } from './post-policy.js';
import { node, renderXml } from './xml.js';

/** POST Object (14690): a browser form. Its signature covers the policy, not the request. */
export function postObject(context: BucketContext): CosResponse {
  const { bucket, wire } = context;
  const parts = parseFormData(context.body, wire.headers['content-type']);
  const fileIndex = parts.findIndex((part) => part.name === 'file');
  if (fileIndex < 0) throw new CosError('InvalidArgument', 'POST requires exactly one file upload per request.');
  const file = parts[fileIndex]!;
  // Fields behind the file are not looked at, as the page says.
  const fields = new Map(
    parts.slice(0, fileIndex).map((part) => [part.name.toLowerCase(), part.body.toString('utf8')]),
  );
  const key = (fields.get('key') ?? '').replace('${filename}', file.filename ?? '');
  if (key === '') throw new CosError('InvalidArgument', 'The form has no key.');
  if (Buffer.byteLength(key) > 850) throw new CosError('KeyTooLong');

  authenticateForm(context, fields, key, file);
  requireAllowed(context, { action: 'name/cos:PostObject', bucket: bucket.name, key });

  const headers = formHeaders(context, fields, file);
  const written: BucketContext = { ...context, headers };
  requireFree(written, key);
  const version = writeObject(written, key, file.body, writeMeta(written, key), 'cos:ObjectCreated:Post');
  return answerForm(written, fields, key, writtenHeaders(bucket, version));
}

/** Checks policy and signature; a form without either is an anonymous upload. */
function authenticateForm(context: BucketContext, fields: Map<string, string>, key: string, file: FormPart): void {
  const { cloud, bucket, nowMs } = context;
  const policyText = fields.get('policy');
  const secretId = fields.get('q-ak');
  if (secretId === undefined && policyText === undefined) return;
  const keyTime = fields.get('q-key-time') ?? '';
  const given = fields.get('q-signature');
  if (secretId === undefined || policyText === undefined || given === undefined || !/^\d+;\d+$/.test(keyTime)) {
    throw new CosError('InvalidArgument', 'The form lacks one of policy, q-ak, q-key-time, q-signature.');
  }
  context.log.accessKeyId = secretId;
  const known = requireKey(cloud.state, secretId);
  const policy = readPostPolicy(policyText);
  if (!sameText(given.toLowerCase(), signPostPolicy(policy.text, known.secretKey, keyTime))) {
    throw new CosError('SignatureDoesNotMatch', undefined, {
      elements: { StringToSign: postStringToSign(policy.text), FormatString: policy.text },
    });
  }
  requireUsable(known, fields.get('x-cos-security-token'), nowMs);
  const [start, end] = keyTime.split(';').map(Number) as [number, number];
  if (start * 1000 > nowMs || end < Math.floor(nowMs / 1000))
    throw new CosError('AccessDenied', MESSAGES.requestExpired);
  checkPostPolicy(policy, { fields, bucket: bucket.name, key, contentLength: file.body.length, nowMs });
  context.caller = {
    kind: 'identity',
    requester: known.requester,
    secretId,
    sessionPolicy: known.temporary?.sessionPolicy ?? null,
  };
}

/** The form's fields in the place of headers. */
function formHeaders(context: BucketContext, fields: Map<string, string>, file: FormPart): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of ['cache-control', 'content-disposition', 'content-encoding', 'expires']) {
    const value = fields.get(name);
    if (value !== undefined) headers[name] = value;
  }
  for (const [name, value] of fields) if (name.startsWith('x-cos-')) headers[name] = value;
  const acl = fields.get('acl') ?? fields.get('x-cos-acl');
  if (acl !== undefined) headers['x-cos-acl'] = acl;
  headers['content-type'] = fields.get('content-type') ?? file.contentType ?? 'application/octet-stream';
  if (context.headers['host'] !== undefined) headers['host'] = context.headers['host'];
  return headers;
}

function answerForm(
  context: BucketContext,
  fields: Map<string, string>,
  key: string,
  written: Record<string, string>,
): CosResponse {
  const location = `http://${context.headers['host'] ?? ''}/${encodeURI(key)}`;
  const redirect = fields.get('success_action_redirect');
  if (redirect !== undefined && URL.canParse(redirect)) {
    const url = new URL(redirect);
    url.searchParams.set('bucket', context.bucket.name);
    url.searchParams.set('key', key);
    url.searchParams.set('etag', written['ETag'] ?? '');
    return { status: 303, headers: { ...written, Location: url.href } };
  }
  const asked = fields.get('success_action_status');
  const status = asked === '200' || asked === '201' ? Number(asked) : 204;
  if (status !== 201) return { status, headers: { ...written, Location: location } };
  const document = node('PostResponse', [
    node('Location', location),
    node('Bucket', context.bucket.name),
    node('Key', key),
    node('ETag', written['ETag'] ?? ''),
  ]);
  return { status, headers: { ...XML, ...written, Location: location }, body: renderXml(document) };
}
