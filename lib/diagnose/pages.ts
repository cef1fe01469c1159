import type { Lang, Text } from '../lang.js';

const both = (path: string): Text => ({
  en: `https://www.tencentcloud.com/document/product/${path}`,
  zh: `https://cloud.tencent.com/document/product/${path}`,
});

/** The vendor's pages that a remedy points to. Page numbers are the same on both sites unless two are given. */
export const PAGES = {
  'help-403': { en: both('436/40105').en, zh: both('436/54303').zh },
  'error-codes': both('436/7730'),
  'request-signature': both('436/7778'),
  acl: { en: both('436/30583').en, zh: both('436/30752').zh },
  'bucket-policy': both('436/45235'),
  'user-policy': both('436/45236'),
  'evaluation-flow': both('436/35240'),
  conditions: both('436/46205'),
  'api-actions': { en: both('436/30580').en, zh: both('436/31923').zh },
  'cross-account': both('436/38648'),
  'temporary-keys': both('436/14048'),
  'temporary-key-faq': both('436/38958'),
  'access-keys': both('598/45156'),
  referer: both('436/13319'),
  cors: both('436/13318'),
  'options-object': both('436/8288'),
  'new-bucket-domains': { en: both('436/57456').en, zh: both('436/96243').zh },
  'strict-signature': both('436/83234'),
  'presigned-url-faq': both('436/10687'),
  'post-object': both('436/14690'),
  'head-object': both('436/7745'),
  's3-sdk': both('436/37421'),
  'cdn-origin': both('228/18669'),
  'access-log': both('436/16920'),
  'request-id': { en: both('436/41623').en, zh: both('436/57575').zh },
} as const satisfies Readonly<Record<string, Text>>;
export type PageId = keyof typeof PAGES;

const localized = new Map<string, Text>(Object.values(PAGES).map((page) => [page.en, page]));

/** The page in the reader's language; an address that is none of ours stays as it is. */
export function localizePage(url: string, lang: Lang): string {
  return localized.get(url)?.[lang] ?? url;
}
