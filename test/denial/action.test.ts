import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionOf, isSettingsChange, rowOfEvent } from '../../lib/denial/action.js';
import { ACTION_OF_EVENT } from '../../lib/denial/action-table.js';

interface Cases {
  /** Event name → action (operation list 10111). */
  readonly events: Readonly<Record<string, string>>;
  /** Method, path, query → action, where the event name is not known. */
  readonly requests: readonly [string, string, string, string | null][];
  /** Host and query of a GET of `/` → action. */
  readonly lists: readonly [string, string, string][];
}
const cases = JSON.parse(readFileSync(join(__dirname, '../cases/denial/actions.json'), 'utf8')) as Cases;

const ask = (parts: Partial<Parameters<typeof actionOf>[0]>) =>
  actionOf({ eventName: '-', method: 'GET', path: '/k', query: '', host: 'b-1.cos.ap-x.myqcloud.com', ...parts });

describe('the action of a request', () => {
  test('every operation is known by its event name, and no other', () => {
    expect(Object.fromEntries([...ACTION_OF_EVENT].sort(([a], [b]) => (a < b ? -1 : 1)))).toEqual(cases.events);
  });

  test.each([
    ['DELETEObject', 'DeleteObject'],
    ['GETBucket', 'GetBucket'],
    ['UploadPart', 'UploadPart'],
    ['PUT Object - Copy', 'PutObject'],
    ['Delete Multiple Objects', 'DeleteObject'],
    ['PUTBucketPolicy', 'PutBucketPolicy'],
  ])('of event %s is %s', (eventName, action) => {
    expect(ask({ eventName })).toBe(`name/cos:${action}`);
    expect(ask({ eventName })).toBe(`name/cos:${action}`);
  });

  test.each(cases.requests)('of an unknown event by %s %s?%s is %s', (method, path, query, action) => {
    expect(ask({ method, path, query })).toBe(action === null ? '-' : `name/cos:${action}`);
  });

  test.each(cases.lists)('of GET / at %s with ?%s is %s', (host, query, action) => {
    expect(ask({ path: '/', host, query })).toBe(`name/cos:${action}`);
  });

  test('is found for ever new spellings, too', () => {
    for (let i = 0; i < 1100; i++) {
      const dashes = '-'.repeat(i % 90);
      expect(rowOfEvent(`GET${dashes}Object ${i}`)).toBeNull();
      expect(rowOfEvent(`GET${dashes}Object`)).toEqual({ action: 'GetObject' });
    }
    expect(rowOfEvent('Put.Object')).toEqual({ action: 'PutObject' });
  });
});

test.each([
  ['name/cos:PutBucketPolicy', true],
  ['name/cos:DeleteBucketCORS', true],
  ['name/cos:PutBucket', false],
  ['name/cos:DeleteBucket', false],
  ['name/cos:GetBucketPolicy', false],
  ['name/cos:PutObjectACL', false],
  ['name/cos:PutBucketpolicy', false],
  ['x name/cos:PutBucketPolicy', false],
])('%s changes the settings of a bucket: %s', (action, changes) => {
  expect(isSettingsChange(action)).toBe(changes);
});
