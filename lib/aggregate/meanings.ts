import { dash, name } from '../accesslog/parse-line.js';
import { redactSecrets } from '../accesslog/secrets.js';
import { rowOfEvent } from '../denial/action.js';
import { refererForm } from '../denial/shape.js';
import { cut, MAX_HEADER } from './aggregate.js';

/** What a text stands for in one field: computed once for each text that the kernel tells apart. */
export class Meaning {
  private ids = new Int32Array(256);

  /** `place`: among the texts of a denial that the kernel numbers (`as-kernel/lines.ts`), -1 for one that it tells by itself. */
  constructor(
    readonly place: number,
    /** Index of the field. */
    readonly field: number,
    readonly of: (text: string) => string,
  ) {}

  /** Number of the text's meaning plus 1, 0 when it is not known. */
  get(text: number): number {
    return text < this.ids.length && text >= 0 ? this.ids[text]! : 0;
  }

  set(text: number, id: number): void {
    if (text < 0) return;
    if (text >= this.ids.length) {
      const bigger = new Int32Array(Math.max(text + 1, this.ids.length * 2));
      bigger.set(this.ids);
      this.ids = bigger;
    }
    this.ids[text] = id + 1;
  }
}

const named = (text: string) => name(dash(text));
const header = (text: string) => redactSecrets(dash(text));
const short = (text: string) => cut(header(text), MAX_HEADER);

/** The meanings of one file's texts, by the functions that the exact parser uses. */
export class Meanings {
  readonly region = new Meaning(0, 2, named);
  readonly host = new Meaning(1, 4, (text) => named(text.toLowerCase()));
  readonly action = new Meaning(2, 5, (text) => {
    const row = rowOfEvent(named(text));
    return row === null ? '-' : `name/cos:${row.action}`;
  });
  readonly ip = new Meaning(3, 6, named);
  readonly key = new Meaning(4, 7, named);
  readonly method = new Meaning(5, 12, (text) => named(text.toUpperCase()));
  readonly agent = new Meaning(6, 13, short);
  readonly source = new Meaning(7, 19, named);
  readonly storage = new Meaning(8, 20, named);
  readonly account = new Meaning(9, 21, named);
  readonly referer = new Meaning(10, 28, short);
  readonly refererForm = new Meaning(10, 28, (text) => refererForm(header(text)));
  readonly byId = new Meaning(-1, 23, (text) => text);
  readonly byKey = new Meaning(-1, 7, (text) => `key:${text}`);
}
