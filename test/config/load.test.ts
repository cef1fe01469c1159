import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../../lib/config/error.js';
import { type ConfigDeps, loadConfig } from '../../lib/config/load.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cos403-config-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const deps = (over: Partial<ConfigDeps> = {}): ConfigDeps => ({
  env: {},
  cwd: folder,
  readCos: async () => null,
  ...over,
});
const failure = async (source: string | undefined, over: Partial<ConfigDeps> = {}): Promise<ConfigError> => {
  const outcome = await loadConfig(source, deps(over)).then(
    () => null,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(ConfigError);
  return outcome as ConfigError;
};

describe('where the configuration comes from', () => {
  test('nothing named: the defaults, with rules that need no tuning', async () => {
    const { config, location } = await loadConfig(undefined, deps());
    expect(location).toBeNull();
    expect(config.timeZone).toBe('Asia/Shanghai');
    expect(config.rules.map((rule) => rule.name)).toContain('many-denials');
    expect(config.report).toMatchObject({ at: '08:00', keepDays: 400 });
    expect(config.privacy).toEqual({ maskKeys: true, maskAddresses: false });
  });

  test('inline JSON in COS403_CONFIG, and --config before it', async () => {
    const env = { COS403_CONFIG: '{"schema":"cos403.config/1","lang":"zh"}' };
    expect((await loadConfig(undefined, deps({ env }))).config.lang).toBe('zh');
    const given = '{"schema":"cos403.config/1","lang":"en"}';
    expect((await loadConfig(given, deps({ env }))).config.lang).toBe('en');
  });

  test('a YAML file, relative to the working directory', async () => {
    await writeFile(
      join(folder, 'c.yaml'),
      'schema: cos403.config/1\nstate: ./state\nrules:\n  - {name: a, type: count, window: 5m}\n',
    );
    const { config } = await loadConfig('c.yaml', deps());
    expect(config.state).toBe('./state');
    expect(config.rules[0]).toMatchObject({ type: 'count', window: 300_000, atLeast: 10, repeat: 14_400_000 });
  });

  test('a file with a byte order mark', async () => {
    await writeFile(join(folder, 'bom.json'), '\uFEFF{"schema":"cos403.config/1","lang":"zh"}');
    expect((await loadConfig('bom.json', deps())).config.lang).toBe('zh');
  });

  test('a COS object', async () => {
    const readCos = async (location: string) => Buffer.from(`{"schema":"cos403.config/1","state":"${location}"}`);
    const { config } = await loadConfig('cos://private-1250000000/c.json', deps({ readCos }));
    expect(config.state).toBe('cos://private-1250000000/c.json');
  });

  test.each([
    ['missing.yaml', 'config-not-found'],
    ['cos://private-1250000000/none.json', 'config-not-found'],
    ['.', 'config-not-readable'],
  ])('%s is refused with the code %s', async (source, code) => {
    expect((await failure(source)).code).toBe(code);
  });
});

describe('mistakes are named by their path', () => {
  const withField = (fields: string) => `{"schema":"cos403.config/1",${fields}}`;
  test.each([
    ['{"schema":"cos403.config/2"}', 'schema: must be "cos403.config/1"'],
    ['{}', 'schema: must be "cos403.config/1"'],
    ['{"schema":"cos403.config/1","channels":{"ops":{"type":"slack"}}}', 'channels.ops.url: is missing'],
    [withField('"rulez":[]'), 'rulez: is not a known field'],
    [withField('"timeZone":"Mars/Base"'), 'timeZone: must be a time zone such as Asia/Shanghai'],
    [withField('"state":"s3://bucket/x"'), 'state: must be cos://bucket-appid/prefix or a folder'],
    [
      withField('"logs":[{"bucket":"logs"}]'),
      'logs[0].bucket: must be a bucket with its APPID, such as logs-1250000000',
    ],
    [withField('"rules":[{"name":"a","type":"sum"}]'), 'rules[0].type: must be one of count, share, first-seen, jump'],
    [
      withField('"rules":[{"name":"a","type":"count","window":"5 minutes"}]'),
      'rules[0].window: must be a duration such as 90s, 10m, 4h or 7d',
    ],
    [
      withField('"rules":[{"name":"a","type":"count"},{"name":"a","type":"jump"}]'),
      'rules[1].name: is used by an earlier rule',
    ],
    [
      withField('"rules":[{"name":"a","type":"count","channels":["ops"]}]'),
      'rules[0].channels[0]: names no channel (there are: none)',
    ],
    [
      withField('"rules":[{"name":"a","type":"count","where":{"addresses":["10.0.0.0/33"]}}]'),
      'rules[0].where.addresses[0]: must be an IP address or a CIDR block such as 203.0.113.0/24',
    ],
    [
      withField('"channels":{"ops":{"type":"smtp","host":"h","from":"a@b.c","to":[]}}'),
      'channels.ops.to: must name at least one recipient',
    ],
    [withField('"channels":{"ops":{"type":"slack","url":5}}'), 'channels.ops.url: must be a string'],
    [
      withField('"silences":[{"where":{},"until":"tomorrow"}]'),
      'silences[0].until: must be an ISO time such as 2026-11-23T08:00:00Z',
    ],
    [withField('"report":{"at":"25:00"}'), 'report.at: must be a time of day such as 08:00'],
    ['{"schema":', 'inline JSON is not valid JSON'],
  ])('%s', async (source, line) => {
    expect((await failure(source)).message).toContain(line);
  });

  test('every mistake is told at once', async () => {
    const error = await failure(withField('"lang":"fr","report":{"at":"x","keepDays":0}'));
    expect(error.issues).toHaveLength(3);
  });
});

describe('a mail channel', () => {
  const smtp = async (fields: object) => {
    const channel = { type: 'smtp', host: 'smtp.example.com', from: 'a@example.com', to: 'b@example.com', ...fields };
    const { config } = await loadConfig(
      JSON.stringify({ schema: 'cos403.config/1', channels: { m: channel } }),
      deps(),
    );
    return config.channels['m'];
  };

  test.each([
    [{}, 'tls'],
    [{ port: 587 }, 'starttls'],
    [{ port: 25, host: '127.0.0.1' }, 'none'],
    [{ port: 25, host: 'localhost' }, 'none'],
    [{ port: 25, security: 'none' }, 'none'],
    [{ port: 587, security: 'tls' }, 'tls'],
  ])('%j is secured by %s', async (fields, security) => {
    expect(await smtp(fields)).toMatchObject({ security });
  });

  test('may have one recipient or several', async () => {
    expect(await smtp({})).toMatchObject({ to: ['b@example.com'] });
    expect(await smtp({ to: ['b@example.com', 'Ops <c@example.com>'] })).toMatchObject({ to: { length: 2 } });
  });
});

describe('secrets', () => {
  const slack = (url: string) => JSON.stringify({ schema: 'cos403.config/1', channels: { s: { type: 'slack', url } } });

  test('come from the environment', async () => {
    const loaded = await loadConfig(slack('${env:HOOK}'), deps({ env: { HOOK: 'https://hooks.example/T/B/x' } }));
    expect(loaded.config.channels['s']).toMatchObject({ url: 'https://hooks.example/T/B/x' });
    expect(loaded.secretValues).toEqual(['https://hooks.example/T/B/x']);
  });

  test('or from a private COS object, read once', async () => {
    let reads = 0;
    const readCos = async () => {
      reads++;
      return Buffer.from('{"A":"https://a.example/1","B":"SECb"}');
    };
    const source = JSON.stringify({
      schema: 'cos403.config/1',
      secrets: 'cos://private-1250000000/secrets.json',
      channels: { d: { type: 'dingtalk', url: '${secret:A}', secret: '${secret:B}' } },
    });
    const { config } = await loadConfig(source, deps({ readCos }));
    expect(config.channels['d']).toMatchObject({ url: 'https://a.example/1', secret: 'SECb' });
    expect(reads).toBe(1);
  });

  test('that are missing are named with the place that needs them', async () => {
    const error = await failure(slack('${env:HOOK}'));
    expect(error.code).toBe('missing-secret');
    expect(error.message).toContain('channels.s.url: the environment variable HOOK is not set');
    expect((await failure(slack('${secret:__proto__}'))).code).toBe('missing-secret');
  });

  test('never show in an error', async () => {
    const hidden = 'ftp://user:hunter2@example';
    const wrong = await failure(slack('${env:HOOK}'), { env: { HOOK: hidden } });
    expect(wrong.message).toContain('channels.s.url: must be a http(s) address');
    expect(wrong.message).not.toContain('hunter2');
    const broken = await failure('{"schema":"cos403.config/1","x":"hunter2}');
    expect(broken.message).not.toContain('hunter2');
    await writeFile(join(folder, 'broken.yaml'), 'schema: cos403.config/1\nchannels: [a] hunter2\n');
    const yaml = await failure('broken.yaml');
    expect(yaml).toMatchObject({
      code: 'config-syntax',
      message: expect.stringMatching(/is not valid YAML: .* at line 2/),
    });
    expect(yaml.message).not.toContain('hunter2');
  });
});
