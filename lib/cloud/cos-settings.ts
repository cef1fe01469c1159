import type { AclFacts, CorsRule, PolicyDocument, RefererRule, StrictSignatureRule } from '../facts/snapshot.js';
import { children, MAX_DOCUMENT, parseAnswer, textOf, textsOf, type XmlNode } from './cos-xml.js';
import { CloudError } from './error.js';

/** Readers of the documents of 4.2 to 4.9. `null`: read and not configured. */

export interface AclAnswer {
  readonly acl: AclFacts;
  readonly ownerId: string;
  /** The header `x-cos-acl` of the answer: `default` means that an object inherits (4.2). Empty when it is absent. */
  readonly canned: string;
}

export async function readAcl(body: Buffer, action: string, canned: string): Promise<AclAnswer> {
  const root = await parseAnswer(body, 'AccessControlPolicy', action);
  const grants = children(children(root, 'AccessControlList')[0], 'Grant').map((grant) => {
    const grantee = children(grant, 'Grantee')[0];
    return { grantee: textOf(grantee, 'URI') || textOf(grantee, 'ID'), permission: textOf(grant, 'Permission') };
  });
  return { acl: { grants }, ownerId: textOf(children(root, 'Owner')[0], 'ID'), canned };
}

/** The policy is JSON although its type says XML (8276). */
export function readPolicy(body: Buffer, action: string): PolicyDocument | null {
  const bad = (why: string) => new CloudError('bad-answer', `${action}: ${why}`, { action, retryable: false });
  if (body.length > MAX_DOCUMENT) throw bad('the answer is larger than 16 MiB');
  const text = body.toString('utf8').trim();
  if (text === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as PolicyDocument;
  } catch {
    // Falls through: whatever it is, it is no policy.
  }
  throw bad('the answer is no JSON object');
}

export async function readCors(body: Buffer, action: string): Promise<readonly CorsRule[] | null> {
  const rules = children(await parseAnswer(body, 'CORSConfiguration', action), 'CORSRule').map((rule): CorsRule => {
    const id = textOf(rule, 'ID');
    const age = textOf(rule, 'MaxAgeSeconds');
    return {
      ...(id ? { id } : {}),
      allowedOrigins: textsOf(rule, 'AllowedOrigin'),
      allowedMethods: textsOf(rule, 'AllowedMethod'),
      allowedHeaders: textsOf(rule, 'AllowedHeader'),
      exposeHeaders: textsOf(rule, 'ExposeHeader'),
      ...(/^\d+$/.test(age) ? { maxAgeSeconds: Number(age) } : {}),
    };
  });
  return rules.length > 0 ? rules : null;
}

/** An empty document is as good as none (4.6). */
export async function readReferer(body: Buffer, action: string): Promise<RefererRule | null> {
  const root = await parseAnswer(body, 'RefererConfiguration', action);
  const status = textOf(root, 'Status');
  if (!status) return null;
  const type = textOf(root, 'RefererType');
  const empty = textOf(root, 'EmptyReferConfiguration');
  return {
    status,
    ...(type ? { type } : {}),
    domains: textsOf(children(root, 'DomainList')[0], 'Domain'),
    ...(empty ? { emptyReferer: empty } : {}),
  };
}

/** Element names in any letter case: they are known from samples only (83234). */
export async function readStrictSignature(
  body: Buffer,
  action: string,
): Promise<readonly StrictSignatureRule[] | null> {
  const list = (rule: XmlNode, names: string, name: string) =>
    children(rule, names).flatMap((all) => textsOf(all, name));
  const rules = children(await parseAnswer(body, 'StrictSignatureConfiguration', action), 'Rule').map(
    (rule): StrictSignatureRule => {
      const id = textOf(rule, 'ID');
      return {
        ...(id ? { id } : {}),
        actions: list(rule, 'actionlist', 'action'),
        headers: list(rule, 'headerlist', 'header'),
        params: list(rule, 'paramlist', 'param'),
      };
    },
  );
  return rules.length > 0 ? rules : null;
}

export interface LoggingSetting {
  readonly targetBucket: string;
  readonly targetPrefix: string;
}

export async function readLogging(body: Buffer, action: string): Promise<LoggingSetting | null> {
  const enabled = children(await parseAnswer(body, 'BucketLoggingStatus', action), 'LoggingEnabled')[0];
  const targetBucket = textOf(enabled, 'TargetBucket');
  return targetBucket ? { targetBucket, targetPrefix: textOf(enabled, 'TargetPrefix') } : null;
}

export async function readVersioning(body: Buffer, action: string): Promise<'Enabled' | 'Suspended' | null> {
  const status = textOf(await parseAnswer(body, 'VersioningConfiguration', action), 'Status');
  return status === 'Enabled' || status === 'Suspended' ? status : null;
}
