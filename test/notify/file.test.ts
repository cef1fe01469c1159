import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { sampleNotification } from '../../lib/notify/sample.js';
import { fileChannel, stdoutChannel } from '../../lib/notify/stdout.js';

const NOW = Date.parse('2026-11-23T02:00:00Z');
const CONTEXT = { name: 'out', lang: 'en', nowMs: () => NOW } as const;
const { signal } = new AbortController();
const toFile = (path: string) => fileChannel({ path }, CONTEXT).send(sampleNotification(NOW), signal);

test('each message is one more line of the file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cos403-file-'));
  const path = join(folder, 'messages.ndjson');
  expect(await toFile(path)).toEqual({ status: 'sent' });
  expect(await toFile(path)).toEqual({ status: 'sent' });
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).type)).toEqual(['test', 'test']);
  await rm(folder, { recursive: true });
});

test('a file that cannot be there is told through the other channels', async () => {
  const reason = 'the file cannot be written (ENOENT)';
  expect(await toFile('/nowhere/at/all')).toEqual({ status: 'failed', reason });
});

const FULL = '/dev/full';
(existsSync(FULL) ? test : test.skip)('what a full disk did not take is tried again', async () => {
  expect(await toFile(FULL)).toMatchObject({ status: 'retry', reason: 'the file cannot be written (ENOSPC)' });
});

test('what a closed standard output did not take is tried again', async () => {
  const closed = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) }).on('error', () => {});
  const outcome = await stdoutChannel(closed, CONTEXT).send(sampleNotification(NOW), signal);
  expect(outcome).toMatchObject({ status: 'retry', reason: 'standard output is closed' });
});
