import { normalizeEtag } from '../../lib/store/etag.js';
import {
  dayRollupKey,
  failedKey,
  hashOfPartialKey,
  hourRollupKey,
  partialKey,
  sourceHash,
} from '../../lib/store/keys.js';
import { parseLocation } from '../../lib/store/open.js';

const source = {
  bucket: 'logs-1250000000',
  key: 'access/2026/11/23/a.gz',
  etag: '"ABC"',
  lastModifiedMs: Date.UTC(2026, 10, 3, 7, 59, 59),
};

test('a partial lies under the hour (UTC) in which its log object was written', () => {
  expect(partialKey(source)).toMatch(/^partials\/v1\/2026\/11\/03\/07\/[0-9a-f]{32}\.json\.gz$/);
  expect(hashOfPartialKey(partialKey(source))).toBe(sourceHash(source));
  expect(hashOfPartialKey('partials/v1/2026/11/03/07/notes.txt')).toBeNull();
  expect(hourRollupKey(source.lastModifiedMs)).toBe('rollups/v1/hour/2026/11/03/07.json.gz');
  expect(dayRollupKey(source.lastModifiedMs)).toBe('rollups/v1/day/2026/11/03.json.gz');
});

test.each(['"ABC"', 'abc', 'W/"abc"', '&quot;abc&quot;', ' "abc" '])('the ETag %s is the same file', (etag) => {
  expect(normalizeEtag(etag)).toBe('abc');
  expect(sourceHash({ ...source, etag })).toBe(sourceHash(source));
});

test.each([
  ['another bucket', { bucket: 'other-1250000000' }],
  ['another key', { key: 'access/2026/11/23/b.gz' }],
  ['another content', { etag: '"d"' }],
])('%s is another file', (_, change) => {
  expect(sourceHash({ ...source, ...change })).not.toBe(sourceHash(source));
  expect(failedKey({ ...source, ...change })).not.toBe(failedKey(source));
});

test('bucket and key cannot be mixed up', () => {
  expect(sourceHash({ bucket: 'a', key: 'b\nc', etag: 'd' })).not.toBe(
    sourceHash({ bucket: 'a\nb', key: 'c', etag: 'd' }),
  );
});

test.each([
  ['cos://state-1250000000/a/b', { kind: 'cos', bucket: 'state-1250000000', prefix: 'a/b/' }],
  ['cos://state-1250000000/a/b/', { kind: 'cos', bucket: 'state-1250000000', prefix: 'a/b/' }],
  ['cos://state-1250000000', { kind: 'cos', bucket: 'state-1250000000', prefix: '' }],
  ['state', { kind: 'folder', path: '/home/me/state' }],
  ['/var/state', { kind: 'folder', path: '/var/state' }],
])('%s is a state location', (location, parsed) => {
  expect(parseLocation(location, '/home/me')).toEqual(parsed);
});

test.each(['cos://state', 's3://bucket-1250000000/x', 'cos://'])('%s is none', (location) => {
  expect(() => parseLocation(location, '/')).toThrow(expect.objectContaining({ code: 'bad-location' }));
});
