import type { ApiCallOptions, CallApi, ServiceName } from '../cloud/api.js';
import { CloudError } from '../cloud/error.js';
import type { Asker } from './asker.js';
import type { Fragment } from './merge.js';
import { pointer } from './pointer.js';
import type { AccessKeyFacts, AttachedPolicy, FactRequest, PolicyDocument, Snapshot, UserFacts } from './snapshot.js';

type CamRequest = Exclude<FactRequest, { readonly bucket: string }>;
type Answer = Readonly<Record<string, unknown>>;

/** Largest page of the policy lists (1.3). */
const PAGE = 200;
/** Users are read by so many at once; the pace of calls is kept by the asker. */
const CONCURRENCY = 4;

/** Reads facts of users, keys and roles. Documents of policies are asked once each: many users share them. */
export class CamCollector {
  readonly #documents = new Map<string, Promise<PolicyDocument | undefined>>();
  #account: Promise<Snapshot['account']> | undefined;

  constructor(
    private readonly api: CallApi,
    private readonly asker: Asker,
  ) {}

  async collect(want: CamRequest): Promise<Fragment> {
    switch (want.fact) {
      case 'user':
        return this.#user(want.uin);
      case 'access-keys':
        return this.#accessKeys(want.uin, true);
      case 'key-index':
        return this.#keyIndex();
      case 'role':
        return this.#role(want.roleId);
    }
  }

  /** Whose account this is. Asked once. */
  account(): Promise<Snapshot['account']> {
    this.#account ??= this.#askAccount();
    return this.#account;
  }

  /** Ids of the account's roles, without those that the vendor's services made for themselves. */
  async roleIds(): Promise<readonly string[]> {
    const roles = await this.#pages('/cam/roles', 'DescribeRoleList', {}, 'List');
    return (roles ?? [])
      .filter((role) => text(role['RoleType']) !== 'service_linked')
      .map((role) => text(role['RoleId']))
      .filter((id) => id !== '');
  }

  async #askAccount(): Promise<Snapshot['account']> {
    const own = await this.#call('/account/ownerUin', 'cam', 'GetUserAppId');
    if (own) return { ownerUin: text(own['OwnerUin']), appId: text(own['AppId']) };
    // Everybody may ask who they are.
    const caller = await this.#call('/account/ownerUin', 'sts', 'GetCallerIdentity');
    return caller ? { ownerUin: text(caller['AccountId']) } : {};
  }

  async #keyIndex(): Promise<Fragment> {
    const account = await this.account();
    const listed = await this.#users();
    if (!listed) return { account };
    const users: Record<string, UserFacts> = {};
    for (const [uin, facts] of listed) users[uin] = facts;
    const queue = [...listed.keys()].sort();
    const worker = async () => {
      for (let uin = queue.shift(); uin !== undefined; uin = queue.shift()) {
        const keys = (await this.#accessKeys(uin, false)).cam?.users?.[uin]?.accessKeys;
        if (keys) users[uin] = { ...users[uin], accessKeys: keys };
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    return { account, cam: { complete: true, users } };
  }

  /** Every user by uin; `undefined` when the list could not be read to its end. */
  async #users(): Promise<Map<string, UserFacts> | undefined> {
    const users = new Map<string, UserFacts>();
    let marker = '';
    do {
      const answer = await this.#call('/cam/complete', 'cam', 'ListAccounts', {
        MaxItems: 100,
        ...(marker ? { Marker: marker } : {}),
      });
      if (!answer) return undefined;
      for (const user of records(answer['Users'])) {
        users.set(text(user['Uin']), { name: text(user['Name']), type: USER_TYPES[text(user['UserType'])] ?? 'other' });
      }
      const next = answer['IsTruncated'] === true ? text(answer['Marker']) : '';
      if (next === marker) break;
      marker = next;
    } while (marker !== '');
    return users;
  }

  async #accessKeys(uin: string, withDeleted: boolean): Promise<Fragment> {
    const fact = pointer('cam', 'users', uin, 'accessKeys');
    const answer = await this.#call(fact, 'cam', 'ListAccessKeys', { TargetUin: Number(uin) });
    if (!answer) return {};
    const keys: AccessKeyFacts[] = records(answer['AccessKeys']).map((key) => {
      const createdAt = isoTime(text(key['CreateTime']));
      return { id: text(key['AccessKeyId']), status: text(key['Status']), ...(createdAt ? { createdAt } : {}) };
    });
    if (withDeleted) keys.push(...(await this.#deletedKeys(uin)));
    keys.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    return { cam: { users: { [uin]: { accessKeys: keys } } } };
  }

  /** The one call that still shows deleted keys. It may be refused or go away (1.1): then nothing is said. */
  async #deletedKeys(uin: string): Promise<AccessKeyFacts[]> {
    if (this.asker.spent()) return [];
    const answer = await this.asker.ask('', async () => {
      try {
        return await this.api<Answer>('sts', 'QueryApiKey', { TargetUin: Number(uin) }, this.#options());
      } catch (error) {
        if (error instanceof CloudError) return {};
        throw error;
      }
    });
    return records(answer?.['IdKeys'])
      .filter((key) => key['Status'] === 4)
      .map((key) => ({ id: text(key['SecretId']), status: 'Deleted' }));
  }

  async #user(uin: string): Promise<Fragment> {
    const account = await this.account();
    const at = (field: string) => pointer('cam', 'users', uin, field);
    const known = await this.#describe(uin, account.ownerUin);
    const list = (AttachType: number, fact: string, documentOf: (row: Answer, index: number) => string) =>
      this.#attached(
        fact,
        'ListAttachedUserAllPolicies',
        { TargetUin: Number(uin), AttachType },
        'PolicyList',
        documentOf,
      );
    const direct = await list(1, at('policies'), (_, index) => `${at('policies')}/${index}/document`);
    const byGroup = await list(2, at('groups'), (row) =>
      pointer('cam', 'groups', text(records(row['Groups'])[0]?.['GroupName']), 'policies'),
    );
    const boundary = await this.#boundary(at('boundary'), 'GetUserPermissionBoundary', { TargetUin: Number(uin) });
    const groups: Record<string, { policies: AttachedPolicy[] }> = {};
    const loose: AttachedPolicy[] = [];
    for (const { policy, groupNames } of byGroup ?? []) {
      for (const name of groupNames) (groups[name] ??= { policies: [] }).policies.push(policy);
      // A group policy that does not name its group still holds for the user.
      if (groupNames.length === 0) loose.push(policy);
    }
    return {
      account,
      cam: {
        users: {
          [uin]: {
            ...known,
            ...(direct ? { policies: [...direct.map((entry) => entry.policy), ...loose] } : {}),
            ...(byGroup ? { groups: Object.keys(groups).sort() } : {}),
            ...(boundary === undefined ? {} : { boundary }),
          },
        },
        groups,
      },
    };
  }

  async #describe(uin: string, ownerUin: string | undefined): Promise<UserFacts> {
    if (uin === ownerUin) return { type: 'root' };
    const answer = await this.#call(pointer('cam', 'users', uin, 'name'), 'cam', 'DescribeSubAccounts', {
      FilterSubAccountUin: [Number(uin)],
    });
    const found = records(answer?.['SubAccounts']).find((user) => text(user['Uin']) === uin);
    if (!found) return {};
    return { name: text(found['Name']), type: SUB_ACCOUNT_TYPES[Number(found['UserType'])] ?? 'other' };
  }

  async #role(roleId: string): Promise<Fragment> {
    const at = (...field: string[]) => pointer('cam', 'roles', roleId, ...field);
    const answer = await this.#call(at(), 'cam', 'GetRole', { RoleId: roleId });
    if (!answer) return {};
    const name = text((answer['RoleInfo'] as Answer | undefined)?.['RoleName']);
    const policies = await this.#attached(
      at('policies'),
      'ListAttachedRolePolicies',
      { RoleId: roleId },
      'List',
      (_, index) => `${at('policies')}/${index}/document`,
    );
    const boundary = await this.#boundary(at('boundary'), 'GetRolePermissionBoundary', { RoleId: roleId });
    return {
      cam: {
        roles: {
          [roleId]: {
            name,
            ...(policies ? { policies: policies.map((entry) => entry.policy) } : {}),
            ...(boundary === undefined ? {} : { boundary }),
          },
        },
      },
    };
  }

  /** Policies attached to somebody, with their documents; `undefined` when the list could not be read. */
  async #attached(
    fact: string,
    action: string,
    parameters: Answer,
    list: string,
    documentOf: (row: Answer, index: number) => string,
  ): Promise<{ policy: AttachedPolicy; groupNames: string[] }[] | undefined> {
    const rows = await this.#pages(fact, action, parameters, list);
    if (!rows) return undefined;
    const found = [];
    for (const [index, row] of rows.entries()) {
      const document = await this.#document(documentOf(row, index), text(row['PolicyId']));
      found.push({
        policy: {
          name: text(row['PolicyName']),
          ...(document ? { document } : {}),
          deactivated: Number(row['Deactived'] ?? 0) === 1,
        },
        groupNames: records(row['Groups']).map((group) => text(group['GroupName'])),
      });
    }
    return found;
  }

  async #boundary(fact: string, action: string, parameters: Answer): Promise<UserFacts['boundary'] | undefined> {
    const answer = await this.#call(fact, 'cam', action, parameters);
    if (!answer) return undefined;
    const name = text(answer['PolicyName']);
    const written = text(answer['PolicyDocument']);
    const id = text(answer['PolicyId']);
    if (!name && !written && (id === '' || id === '0')) return null;
    const document = written ? parseDocument(written) : await this.#document(`${fact}/document`, id);
    if (document) return { name, document };
    this.asker.note(fact, 'bad-document');
    return undefined;
  }

  #document(fact: string, id: string): Promise<PolicyDocument | undefined> {
    const before = this.#documents.get(id);
    if (before) return before;
    const asked = this.#call(fact, 'cam', 'GetPolicy', { PolicyId: Number(id) }).then((answer) => {
      const document = answer && parseDocument(text(answer['PolicyDocument']));
      if (answer && !document) this.asker.note(fact, 'bad-document');
      return document;
    });
    this.#documents.set(id, asked);
    return asked;
  }

  /** All pages of a list; `undefined` when one could not be read. */
  async #pages(fact: string, action: string, parameters: Answer, list: string): Promise<Answer[] | undefined> {
    const rows: Answer[] = [];
    for (let page = 1; ; page++) {
      const answer = await this.#call(fact, 'cam', action, { ...parameters, Page: page, Rp: PAGE });
      if (!answer) return undefined;
      const found = records(answer[list]);
      rows.push(...found);
      if (found.length === 0 || rows.length >= Number(answer['TotalNum'] ?? 0)) return rows;
    }
  }

  #call(fact: string, service: ServiceName, action: string, parameters: Answer = {}): Promise<Answer | undefined> {
    return this.asker.ask(fact, () => this.api<Answer>(service, action, parameters, this.#options()), 'cam');
  }

  #options(): ApiCallOptions {
    return this.asker.signal ? { signal: this.asker.signal } : {};
  }
}

const USER_TYPES: Readonly<Record<string, NonNullable<UserFacts['type']>>> = {
  Owner: 'root',
  SubUser: 'sub',
  WechatCorpUser: 'sub',
  CICUser: 'sub',
  Collaborator: 'collaborator',
};

/** DescribeSubAccounts: 2 sub-user, 3 WeCom sub-user, 4 collaborator, 5 message receiver. */
const SUB_ACCOUNT_TYPES: Readonly<Record<number, NonNullable<UserFacts['type']>>> = {
  2: 'sub',
  3: 'sub',
  4: 'collaborator',
};

function parseDocument(json: string): PolicyDocument | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as PolicyDocument) : undefined;
  } catch {
    return undefined;
  }
}

/** Lists may be null in answers. */
function records(value: unknown): Answer[] {
  return Array.isArray(value) ? value.filter((item): item is Answer => typeof item === 'object' && item !== null) : [];
}

function text(value: unknown): string {
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'bigint'
      ? String(value)
      : '';
}

/** `2026-11-23 08:00:00`: CAM does not say the zone; read as UTC. */
function isoTime(plain: string): string | null {
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(plain) ? `${plain.replace(' ', 'T')}Z` : null;
}
