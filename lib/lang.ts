/** The two languages of every text a person reads. */
export type Lang = 'en' | 'zh';

/** A text in both languages. */
export interface Text {
  readonly en: string;
  readonly zh: string;
}
