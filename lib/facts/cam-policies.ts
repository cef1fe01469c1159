import { type Answer, documentOf, records, text } from './cam-answers.js';
import type { CamCalls } from './cam-calls.js';
import type { AttachedPolicy, PolicyDocument, UserFacts } from './snapshot.js';

export interface Attachment {
  readonly policy: AttachedPolicy;
  /** The groups through which it comes. */
  readonly groupNames: readonly string[];
}

/** Policies attached to users and roles. Documents are asked once each: many users share them. */
export class CamPolicies {
  readonly #documents = new Map<string, Promise<PolicyDocument | undefined>>();

  constructor(private readonly calls: CamCalls) {}

  /** With their documents; `undefined` when the list could not be read. `factOf`: pointer of the document of a row. */
  async attached(
    fact: string,
    action: string,
    parameters: Answer,
    list: string,
    factOf: (row: Answer, index: number) => string,
  ): Promise<Attachment[] | undefined> {
    const rows = await this.calls.pages(fact, action, parameters, list);
    if (!rows) return undefined;
    const found: Attachment[] = [];
    for (const [index, row] of rows.entries()) {
      const document = await this.#document(factOf(row, index), text(row['PolicyId']));
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

  /** `null`: there is none; `undefined`: it could not be read. */
  async boundary(fact: string, action: string, parameters: Answer): Promise<UserFacts['boundary'] | undefined> {
    const answer = await this.calls.call(fact, 'cam', action, parameters);
    if (!answer) return undefined;
    const name = text(answer['PolicyName']);
    const written = text(answer['PolicyDocument']);
    const id = text(answer['PolicyId']);
    if (!name && !written && (id === '' || id === '0')) return null;
    const document = written ? documentOf(written) : await this.#document(`${fact}/document`, id);
    if (document) return { name, document };
    this.calls.asker.note(fact, 'bad-document');
    return undefined;
  }

  #document(fact: string, id: string): Promise<PolicyDocument | undefined> {
    const before = this.#documents.get(id);
    if (before) return before;
    const asked = this.calls.call(fact, 'cam', 'GetPolicy', { PolicyId: Number(id) }).then((answer) => {
      const document = answer && documentOf(text(answer['PolicyDocument']));
      if (answer && !document) this.calls.asker.note(fact, 'bad-document');
      return document;
    });
    this.#documents.set(id, asked);
    return asked;
  }
}
