import type { AccessKeyFacts, PolicyDocument, UserFacts } from './snapshot.js';

/** An answer of CAM or STS; nothing in it is certain to be there. */
export type Answer = Readonly<Record<string, unknown>>;

/** Lists may be null in answers. */
export function records(value: unknown): Answer[] {
  return Array.isArray(value) ? value.filter((item): item is Answer => typeof item === 'object' && item !== null) : [];
}

/** Ids come as numbers, some of them too long for one. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}

/** The document of a policy comes as JSON text; `undefined`: it is none. */
export function documentOf(json: string): PolicyDocument | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as PolicyDocument) : undefined;
  } catch {
    return undefined;
  }
}

/** A key as ListAccessKeys tells it. */
export function accessKeyOf(key: Answer): AccessKeyFacts {
  const createdAt = isoTime(text(key['CreateTime']));
  return { id: text(key['AccessKeyId']), status: text(key['Status']), ...(createdAt ? { createdAt } : {}) };
}

/** `2026-11-23 08:00:00`: CAM does not say the zone; read as UTC. */
function isoTime(plain: string): string | null {
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(plain) ? `${plain.replace(' ', 'T')}Z` : null;
}

type UserType = NonNullable<UserFacts['type']>;

/** `UserType` of ListAccounts. */
export const USER_TYPES: Readonly<Record<string, UserType>> = {
  Owner: 'root',
  SubUser: 'sub',
  WechatCorpUser: 'sub',
  CICUser: 'sub',
  Collaborator: 'collaborator',
};

/** `UserType` of DescribeSubAccounts: 2 sub-user, 3 WeCom sub-user, 4 collaborator, 5 message receiver. */
export const SUB_ACCOUNT_TYPES: Readonly<Record<number, UserType>> = {
  2: 'sub',
  3: 'sub',
  4: 'collaborator',
};
