// The AWS SDK for JavaScript v3, unmodified, against the local cloud: virtual-hosted addresses whose Host carries the port,
// bodies in aws-chunked form with checksums, presigned URLs, multipart uploads. Started by hand or by a workflow:
// `npm run build` at the root, then `npm ci && npm test` in this folder.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as s3 from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

const cli = process.env.COS403_CLI ?? fileURLToPath(new URL('../../../dist/cli/cos403.js', import.meta.url));
const Bucket = 'aws-1250000000';
/** Every name leads to this machine, as a resolver of the real cloud would lead to COS. */
const agent = new Agent({
  keepAlive: true,
  lookup: (_host, options, done) =>
    options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
});
let server;
let cloud;
let client;

const connect = (more = {}) =>
  new s3.S3Client({
    region: cloud.region,
    endpoint: `http://cos.${cloud.region}.myqcloud.com:${new URL(cloud.url).port}`,
    credentials: { accessKeyId: cloud.secretId, secretAccessKey: cloud.secretKey },
    requestHandler: { httpAgent: agent },
    maxAttempts: 1,
    ...more,
  });

before(async () => {
  server = spawn(process.execPath, [cli, 'local-cloud'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(server.stdout, 'data');
  cloud = JSON.parse(line);
  client = connect();
  await client.send(new s3.CreateBucketCommand({ Bucket }));
});
after(async () => {
  client?.destroy();
  agent.destroy();
  server?.kill();
  if (server) await once(server, 'exit');
});

const send = (Command, input) => client.send(new Command({ Bucket, ...input }));
const read = async (Key) => Buffer.from(await (await send(s3.GetObjectCommand, { Key })).Body.transformToByteArray());

test('objects are written, read and headed with their metadata', async () => {
  const Key = 'dir/a b+中文(1).txt';
  const put = await send(s3.PutObjectCommand, {
    Key,
    Body: 'hello',
    ContentType: 'text/plain',
    Metadata: { colour: 'red' },
  });
  assert.equal(put.ETag, '"5d41402abc4b2a76b9719d911017c592"');
  assert.equal((await read(Key)).toString(), 'hello');
  const head = await send(s3.HeadObjectCommand, { Key });
  assert.deepEqual([head.ContentLength, head.ContentType, head.Metadata.colour], [5, 'text/plain', 'red']);
});

test('a stream of known length, sent in chunks with a trailing checksum, is decoded', async () => {
  const body = Buffer.alloc(300_000, 'x');
  await send(s3.PutObjectCommand, {
    Key: 'stream',
    Body: Readable.from([body.subarray(0, 100_000), body.subarray(100_000)]),
    ContentLength: body.length,
  });
  assert.ok((await read('stream')).equals(body));
  assert.equal((await send(s3.HeadObjectCommand, { Key: 'stream' })).ContentEncoding, undefined);
});

test('listings page and fold', async () => {
  for (const n of [1, 2, 3]) await send(s3.PutObjectCommand, { Key: `list/${n}/x`, Body: '' });
  const folded = await send(s3.ListObjectsV2Command, { Prefix: 'list/', Delimiter: '/' });
  assert.deepEqual(
    folded.CommonPrefixes.map((p) => p.Prefix),
    ['list/1/', 'list/2/', 'list/3/'],
  );
  const keys = [];
  for await (const page of s3.paginateListObjectsV2({ client, pageSize: 2 }, { Bucket, Prefix: 'list/' })) {
    keys.push(...page.Contents.map((o) => o.Key));
  }
  assert.deepEqual(keys, ['list/1/x', 'list/2/x', 'list/3/x']);
});

test('a multipart upload becomes one object', async () => {
  const Key = 'parts';
  const { UploadId } = await send(s3.CreateMultipartUploadCommand, { Key });
  const Parts = [];
  for (const PartNumber of [1, 2]) {
    const { ETag } = await send(s3.UploadPartCommand, {
      Key,
      UploadId,
      PartNumber,
      Body: Buffer.alloc(1000, `${PartNumber}`),
    });
    Parts.push({ PartNumber, ETag });
  }
  await send(s3.CompleteMultipartUploadCommand, { Key, UploadId, MultipartUpload: { Parts } });
  assert.equal((await read(Key)).length, 2000);
});

test('a copy, and a deletion of several that is refused because this SDK sends no Content-MD5', async () => {
  await send(s3.PutObjectCommand, { Key: 'from', Body: 'copied' });
  await send(s3.CopyObjectCommand, { Key: 'to', CopySource: `${Bucket}/from` });
  assert.equal((await read('to')).toString(), 'copied');
  await assert.rejects(send(s3.DeleteObjectsCommand, { Delete: { Objects: [{ Key: 'from' }, { Key: 'to' }] } }), {
    name: 'InvalidRequest',
    message: /Content-MD5/,
  });
  await send(s3.DeleteObjectCommand, { Key: 'from' });
  await assert.rejects(read('from'), { name: 'NoSuchKey' });
});

test('a presigned URL opens without credentials', async () => {
  await send(s3.PutObjectCommand, { Key: 'gift', Body: 'present' });
  const url = new URL(await getSignedUrl(client, new s3.GetObjectCommand({ Bucket, Key: 'gift' }), { expiresIn: 60 }));
  const [response] = await once(request(url, { agent }).end(), 'response');
  assert.equal(response.statusCode, 200);
  response.resume();
  await once(response, 'end');
});

test('refusals arrive as the errors they are', async () => {
  const stranger = connect({ credentials: { accessKeyId: cloud.secretId, secretAccessKey: 'wrong' } });
  await assert.rejects(stranger.send(new s3.GetObjectCommand({ Bucket, Key: 'gift' })), {
    name: 'SignatureDoesNotMatch',
  });
  stranger.destroy();
  await assert.rejects(send(s3.GetObjectCommand, { Key: 'nothing' }), { name: 'NoSuchKey' });
  const pathStyle = connect({ forcePathStyle: true });
  await assert.rejects(pathStyle.send(new s3.GetObjectCommand({ Bucket, Key: 'gift' })), {
    name: 'PathStyleDomainForbidden',
  });
  pathStyle.destroy();
});
