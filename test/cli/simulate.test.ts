import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { Io } from '../../cli/io.js';
import { main } from '../../cli/main.js';

const SNAPSHOT = {
  schema: 'cos403.snapshot/1',
  takenAt: '2026-11-23T10:00:00Z',
  account: { ownerUin: '100000000001', appId: '1250000000' },
  buckets: { 'b-1250000000': { region: 'ap-guangzhou', acl: { grants: [] }, policy: null, objects: {} } },
  cam: { complete: true, users: {} },
};
const ROOT = {
  id: 'r',
  requester: '100000000001:100000000001',
  action: 'name/cos:GetObject',
  bucket: 'b-1250000000',
  key: 'a',
};
const NOBODY = { ...ROOT, id: 'n', requester: 'anonymous', action: 'name/cos:PutObject', key: 'evil\u001b[2J' };

describe('cos403 simulate', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cos403-simulate-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function run(args: readonly string[], stdin = ''): Promise<{ out: string; err: string; code: number }> {
    const result = { out: '', err: '', code: 0 };
    const sink = (add: (text: string) => void) =>
      new Writable({
        write(chunk, _encoding, done) {
          add(String(chunk));
          done();
        },
      });
    const io: Io = {
      stdin: Readable.from([stdin]),
      stdout: sink((text) => {
        result.out += text;
      }),
      stderr: sink((text) => {
        result.err += text;
      }),
      env: {},
      cwd: folder,
      nowMs: () => 0,
      signal: new AbortController().signal,
      exit: (code) => {
        result.code = code;
      },
    };
    await main(['simulate', ...args], io);
    return result;
  }
  const file = (name: string, value: unknown) =>
    writeFile(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  const both = ['--snapshot', 's.json', '--request', 'r.json'];

  test('answers an array of requests in the same order, as JSON', async () => {
    await file('s.json', SNAPSHOT);
    await file('r.json', [NOBODY, ROOT]);
    const { out, code } = await run([...both, '--format', 'json']);
    const report = JSON.parse(out);
    expect(code).toBe(0);
    expect(report.schema).toBe('cos403.simulation/1');
    expect(report.results).toMatchObject([
      { id: 'n', decision: 'deny', reason: 'implicit-deny', decisive: [] },
      { id: 'r', decision: 'allow', reason: 'owner', decisive: [{ source: 'owner', name: '100000000001' }] },
    ]);
    expect(report.results[1].summary).toContain('allowed, the root account owns what it asks for');
  });

  test('takes one request, and standard input for either file', async () => {
    await file('s.json', SNAPSHOT);
    await file('r.json', ROOT);
    const piped = await run(
      ['--snapshot', 's.json', '--request', '-', '--format', 'json'],
      `\ufeff${JSON.stringify(ROOT)}`,
    );
    expect(JSON.parse(piped.out).results).toHaveLength(1);
    const other = await run(['--snapshot', '-', '--request', 'r.json', '--format', 'json'], JSON.stringify(SNAPSHOT));
    expect(other.out).toBe(piped.out);
    const twice = await run(['--snapshot', '-', '--request', '-']);
    expect([twice.code, twice.err]).toEqual([2, expect.stringContaining('only one of')]);
  });

  test('shows a tree that a person can follow, in both languages, without acting characters', async () => {
    await file('s.json', SNAPSHOT);
    await file('r.json', [NOBODY, ROOT]);
    const { out } = await run(both);
    expect(out).toBe(
      'DENY (implicit-deny)  [n] anonymous name/cos:PutObject b-1250000000/evil\\u{1b}[2J: denied, nothing grants it.\n\n' +
        'ALLOW (owner)  [r] 100000000001:100000000001 name/cos:GetObject b-1250000000/a: allowed, the root account owns what it asks for.\n' +
        '  ✓ allow owner rule 100000000001\n\n',
    );
    const chinese = await run([...both, '--lang', 'zh']);
    expect(chinese.out).toContain('拒绝 (implicit-deny)');
    expect(chinese.out).toContain('被拒绝，没有任何策略授予该权限。');
  });

  test('writes a file', async () => {
    await file('s.json', SNAPSHOT);
    await file('r.json', ROOT);
    expect((await run([...both, '--format', 'json', '--out', 'o.json'])).out).toBe('');
    expect(JSON.parse(await readFile(join(folder, 'o.json'), 'utf8')).results).toHaveLength(1);
  });

  test('a snapshot with little in it is enough; what is missing is unknown', async () => {
    await file('s.json', { schema: 'cos403.snapshot/1' });
    await file('r.json', { requester: 'anonymous', action: 'name/cos:GetObject', bucket: 'b-1250000000', key: 'a' });
    const { out } = await run([...both, '--format', 'json']);
    expect(JSON.parse(out).results[0]).toMatchObject({ decision: 'unknown', reason: 'unknown-fact' });
  });

  test.each<[string, unknown, unknown, string]>([
    ['a snapshot that is none', { schema: 'x' }, ROOT, 's.json: /schema: must be cos403.snapshot/1, found "x"'],
    [
      'a snapshot of the wrong form',
      { ...SNAPSHOT, buckets: { b: { acl: { grants: [{ grantee: 5 }] } } } },
      ROOT,
      '/buckets/b/acl/grants/0/grantee: must be a text, found 5; /buckets/b/acl/grants/0/permission: must be a text, it is missing',
    ],
    ['a list where an object belongs', { ...SNAPSHOT, cam: [] }, ROOT, 's.json: /cam: must be an object, found a list'],
    [
      'null where nothing may be null',
      { ...SNAPSHOT, account: null },
      ROOT,
      's.json: /account: must be an object, found null',
    ],
    ['more than three mistakes', { ...SNAPSHOT, unknown: [{}, {}] }, ROOT, 'and 1 more'],
    ['no JSON', '{', ROOT, 's.json is not a snapshot'],
    [
      'a request without its requester',
      SNAPSHOT,
      [ROOT, { action: 'x' }],
      'r.json: /1/requester: must be a text, it is missing',
    ],
    [
      'a context value of the wrong form',
      SNAPSHOT,
      { ...ROOT, context: { 'qcs:ip': {} } },
      'r.json: /context/qcs:ip: must be a text, a number, true or false, or a list of texts',
    ],
    [
      'a requester by name',
      SNAPSHOT,
      [ROOT, { ...ROOT, requester: 'alice' }],
      'r.json: /1/requester: must be <root uin>:<uin or role id> in digits, anonymous, or key:<SecretId>, found "alice"',
    ],
    ['half a requester', SNAPSHOT, { ...ROOT, requester: '100000000001:' }, 'found "100000000001:"'],
    [
      'a requester as a policy would name it',
      SNAPSHOT,
      { ...ROOT, requester: 'qcs::cam::uin/100000000001:uin/100000000002' },
      'r.json: /requester: must be <root uin>',
    ],
    ['an empty requester', SNAPSHOT, { ...ROOT, requester: ' ' }, 'r.json: /requester: must be <root uin>'],
    [
      'a pattern of actions',
      SNAPSHOT,
      { ...ROOT, action: 'name/cos:Get*' },
      'r.json: /action: must be one action such as name/cos:GetObject, found "name/cos:Get*"',
    ],
    ['an empty action', SNAPSHOT, { ...ROOT, action: '  ' }, 'r.json: /action: must be one action'],
    ['a request that is a text', SNAPSHOT, '"x"', 'r.json: /: must be an object, found "x"'],
    ['a request that is no JSON', SNAPSHOT, 'nonsense', 'r.json is not a request file'],
  ])('says what is wrong with %s', async (_, snapshot, request, message) => {
    await file('s.json', snapshot);
    await file('r.json', request);
    const { err, out, code } = await run(both);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(message);
  });

  test('takes every form of requester that a log has', async () => {
    await file('s.json', SNAPSHOT);
    const requesters = [
      'anonymous',
      '-',
      '100000000001',
      '100000000001:100000000002',
      ' 100000000001:4611686018427844696 ',
      'key:AKIDexample',
    ];
    await file(
      'r.json',
      requesters.map((requester) => ({ ...ROOT, requester })),
    );
    const { out, err } = await run([...both, '--format', 'json']);
    expect(err).toBe('');
    expect(JSON.parse(out).results.map((one: { decision: string }) => one.decision)).toEqual([
      'unknown',
      'unknown',
      'allow',
      'unknown',
      'unknown',
      'unknown',
    ]);
  });

  test('says when a file cannot be read', async () => {
    expect(await run(both)).toMatchObject({ code: 1, err: 'cos403: cannot read s.json: there is no such file\n' });
    expect(await run(['--snapshot', '.', '--request', 'r.json'])).toMatchObject({
      code: 1,
      err: 'cos403: cannot read .: it is a folder\n',
    });
  });

  test('wrong usage is exit code 2', async () => {
    expect(await run(['--snapshot', 's.json'])).toMatchObject({ code: 2, err: expect.stringContaining('--request') });
    expect(await run([...both, '--format', 'csv'])).toMatchObject({ code: 2 });
  });
});
