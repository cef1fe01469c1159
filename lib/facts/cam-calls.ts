import type { ApiCallOptions, CallApi, ServiceName } from '../cloud/api.js';
import { CloudError } from '../cloud/error.js';
import type { Asker } from './asker.js';
import { type Answer, records } from './cam-answers.js';

/** Largest page of the policy lists (1.3). */
const PAGE = 200;

/** Calls to CAM and STS on behalf of a fact: what fails becomes an unknown fact, not an error. */
export class CamCalls {
  constructor(
    private readonly api: CallApi,
    readonly asker: Asker,
  ) {}

  /** `undefined`: refused, failed, or the budget is spent; the asker has noted it for `fact`. */
  call(fact: string, service: ServiceName, action: string, parameters: Answer = {}): Promise<Answer | undefined> {
    return this.asker.ask(fact, () => this.api<Answer>(service, action, parameters, this.#options()), 'cam');
  }

  /** A call whose failure says nothing. */
  async tryCall(service: ServiceName, action: string, parameters: Answer): Promise<Answer> {
    if (this.asker.spent()) return {};
    const answer = await this.asker.ask('', async () => {
      try {
        return await this.api<Answer>(service, action, parameters, this.#options());
      } catch (error) {
        if (error instanceof CloudError) return {};
        throw error;
      }
    });
    return answer ?? {};
  }

  /** All pages of a list; `undefined` when one could not be read. */
  async pages(fact: string, action: string, parameters: Answer, list: string): Promise<Answer[] | undefined> {
    const rows: Answer[] = [];
    for (let page = 1; ; page++) {
      const answer = await this.call(fact, 'cam', action, { ...parameters, Page: page, Rp: PAGE });
      if (!answer) return undefined;
      const found = records(answer[list]);
      rows.push(...found);
      if (found.length === 0 || rows.length >= Number(answer['TotalNum'] ?? 0)) return rows;
    }
  }

  #options(): ApiCallOptions {
    return this.asker.signal ? { signal: this.asker.signal } : {};
  }
}
