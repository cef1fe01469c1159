import { accessKeyOf, records, text, USER_TYPES } from './cam-answers.js';
import type { CamCalls } from './cam-calls.js';
import type { Fragment } from './merge.js';
import { pointer } from './pointer.js';
import type { AccessKeyFacts, UserFacts } from './snapshot.js';

/** Users are read by so many at once; the pace of calls is kept by the asker. */
const CONCURRENCY = 4;

/** Who exists in the account, and with which keys. */
export class CamKeys {
  constructor(private readonly calls: CamCalls) {}

  /** Every user with its keys; `{}` when the list could not be read to its end. */
  async index(): Promise<Fragment> {
    const listed = await this.#users();
    if (!listed) return {};
    const users: Record<string, UserFacts> = Object.fromEntries(listed);
    const queue = [...listed.keys()].sort();
    const worker = async () => {
      for (let uin = queue.shift(); uin !== undefined; uin = queue.shift()) {
        const accessKeys = await this.#keys(uin);
        if (accessKeys) users[uin] = { ...users[uin], accessKeys: accessKeys.sort(byId) };
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    return { cam: { complete: true, users } };
  }

  /** The keys of one user, deleted ones too where they can be read. */
  async ofUser(uin: string): Promise<Fragment> {
    const keys = await this.#keys(uin);
    if (!keys) return {};
    const accessKeys = [...keys, ...(await this.#deleted(uin))].sort(byId);
    return { cam: { users: { [uin]: { accessKeys } } } };
  }

  async #keys(uin: string): Promise<AccessKeyFacts[] | undefined> {
    const fact = pointer('cam', 'users', uin, 'accessKeys');
    const answer = await this.calls.call(fact, 'cam', 'ListAccessKeys', { TargetUin: Number(uin) });
    return answer && records(answer['AccessKeys']).map(accessKeyOf);
  }

  /** The one call that still shows deleted keys. It may be refused or go away (1.1): then nothing is said. */
  async #deleted(uin: string): Promise<AccessKeyFacts[]> {
    const answer = await this.calls.tryCall('sts', 'QueryApiKey', { TargetUin: Number(uin) });
    return records(answer['IdKeys'])
      .filter((key) => key['Status'] === 4)
      .map((key) => ({ id: text(key['SecretId']), status: 'Deleted' }));
  }

  /** Every user by uin; `undefined` when the list could not be read to its end. */
  async #users(): Promise<Map<string, UserFacts> | undefined> {
    const users = new Map<string, UserFacts>();
    let marker = '';
    do {
      const answer = await this.calls.call('/cam/complete', 'cam', 'ListAccounts', {
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
}

function byId(a: AccessKeyFacts, b: AccessKeyFacts): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
