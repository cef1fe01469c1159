import { cosEventFor, readCosEvent } from '../../lib/ingest/event.js';

const record = (over: { key?: string; bucket?: object; object?: object; event?: object } = {}) => ({
  cos: {
    cosSchemaVersion: '1.0',
    cosNotificationId: 'unkown',
    cosObject: {
      key: over.key ?? '/1250000000/logs/acc/2026/11/23/part_0.gz',
      size: 2048,
      url: 'http://logs-1250000000.cos.ap-guangzhou.myqcloud.com/acc/2026/11/23/part_0.gz',
      ...over.object,
    },
    cosBucket: {
      region: 'gz',
      name: 'logs',
      appid: '1250000000',
      s3Region: 'ap-guangzhou',
      cosRegion: 'gz',
      ...over.bucket,
    },
  },
  event: {
    eventName: 'cos:ObjectCreated:Put',
    requestParameters: { requestHeaders: { Authorization: 'q-sign-algorithm=sha1&q-signature=abcdef' } },
    ...over.event,
  },
});
const read = (...records: unknown[]) => readCosEvent({ Records: records }, 'ap-shanghai');

test('a record names bucket with appid, key without its prefix, and region; nothing else of it is kept', () => {
  expect(read(record())).toEqual([
    {
      status: 'object',
      object: { bucket: 'logs-1250000000', key: 'acc/2026/11/23/part_0.gz', region: 'ap-guangzhou' },
    },
  ]);
});

test('several records are several objects, in order', () => {
  const keys = read(record({ key: '/1250000000/logs/a' }), record({ key: '/1250000000/logs/b' })).map((entry) =>
    entry.status === 'object' ? entry.object.key : null,
  );
  expect(keys).toEqual(['a', 'b']);
});

test.each([
  [
    'a key with percent signs is to be tried as it is and decoded',
    '/1250000000/logs/a%20b+c.gz',
    { key: 'a%20b+c.gz', decodedKey: 'a b+c.gz' },
  ],
  ['a broken encoding is taken as it is', '/1250000000/logs/a%2', { key: 'a%2' }],
  ['a key without the prefix is a key', 'a/b.gz', { key: 'a/b.gz' }],
  ['a key that contains the prefix later', '/1250000000/logs/x/1250000000/logs/y', { key: 'x/1250000000/logs/y' }],
  ['the bucket with appid in the prefix', '/1250000000/logs-1250000000/a', { key: 'a' }],
])('%s', (_, key, expected) => {
  expect(read(record({ key }))).toMatchObject([{ status: 'object', object: expected }]);
});

test.each([
  [{ s3Region: 'ap-beijing' }, {}, 'ap-beijing'],
  [{ s3Region: undefined }, {}, 'ap-guangzhou'],
  [{ s3Region: undefined, cosRegion: undefined, region: 'cd' }, { url: '' }, 'ap-chengdu'],
  [{ s3Region: '', cosRegion: 'ap-hongkong' }, { url: 'http://cdn.example/x' }, 'ap-hongkong'],
  [{ s3Region: undefined, cosRegion: undefined, region: 'xx' }, { url: undefined }, 'ap-shanghai'],
])('the region of %j %j is %s', (bucket, object, region) => {
  expect(read(record({ bucket, object }))).toMatchObject([{ object: { region } }]);
});

test.each([
  ['a removal', record({ event: { eventName: 'cos:ObjectRemove:Delete' } })],
  ['a folder', record({ key: '/1250000000/logs/acc/' })],
  ['a record without a bucket', record({ bucket: { name: undefined } })],
  ['null', null],
  ['a text', 'x'],
])('%s is nothing to ingest', (_, entry) => {
  expect(read(entry)).toMatchObject([{ status: 'ignored' }]);
});

test.each([[undefined], [null], ['{}'], [{}], [{ Type: 'Timer' }], [{ Records: 'x' }]])(
  '%j is no COS event',
  (event) => {
    expect(readCosEvent(event)).toMatchObject([{ status: 'ignored' }]);
  },
);

test('a made event reads back as its objects', () => {
  const objects = [
    { bucket: 'logs-1250000000', key: 'a/b.gz' },
    { bucket: 'x-y-1250000001', key: 'c' },
  ];
  expect(readCosEvent(cosEventFor(objects, 'ap-guangzhou'))).toEqual(
    objects.map((object) => ({ status: 'object', object: { ...object, region: 'ap-guangzhou' } })),
  );
});
