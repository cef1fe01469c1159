import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parseLine } from '../../lib/accesslog/parse-line.js';
import { redactSecrets } from '../../lib/accesslog/secrets.js';
import { Aggregator } from '../../lib/aggregate/aggregator.js';
import { PartialMerger } from '../../lib/aggregate/merger.js';
import type { ScanResult } from '../../lib/aggregate/model.js';
import { decodePartial, decodeRollup, encodePartial, type PartialSource } from '../../lib/aggregate/partial.js';
import { toScanResult } from '../../lib/aggregate/scan-result.js';
import { parseAnswer } from '../../lib/cloud/cos-xml.js';
import { CloudError } from '../../lib/cloud/error.js';
import { ConfigError } from '../../lib/config/error.js';
import { loadConfig } from '../../lib/config/load.js';
import { diagnose } from '../../lib/diagnose/diagnose.js';
import { scanOfErrorBody } from '../../lib/diagnose/error-body.js';
import type { PolicyDocument, Snapshot } from '../../lib/facts/snapshot.js';
import { snapshotSchema } from '../../lib/facts/snapshot-schema.js';
import { readCosEvent } from '../../lib/ingest/event.js';
import { parsePolicy } from '../../lib/policy/parse.js';
import { simulate } from '../../lib/policy/simulate.js';
import { readSignature } from '../../lib/signature/read.js';
import { parseRequestFile, RequestFileError } from '../../lib/signature/request-file.js';
import { StateError } from '../../lib/store/error.js';
import { decodeVersioned } from '../../lib/store/versioned.js';
import { wrongValue } from '../../lib/text/wrong-value.js';

/** Takes any bytes. What it throws is a finding. */
export type FuzzTarget = (data: Buffer) => void | Promise<void>;

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const SOURCE: PartialSource = {
  bucket: 'logs-1250000000',
  key: 'a',
  etag: 'e',
  size: 1,
  lastModified: '2026-11-23T00:00:00Z',
};

/** One parsed line: a record or a reason, secrets gone, and reading its fields again finds no more. */
function line(data: Buffer): void {
  const parsed = parseLine(data);
  if (!parsed.ok) {
    expect(typeof parsed.reason === 'string', 'a rejected line has a reason');
    return;
  }
  for (const text of textsIn(parsed.record)) expect(redactSecrets(text) === text, `a secret is left in ${text}`);
}

/** A whole file, plain or gzip, goes into a partial that can be read again and counts every line. */
async function file(data: Buffer): Promise<void> {
  for (const bytes of [data, gzipSync(data, { level: 1 })]) {
    const aggregator = new Aggregator({ slots: true });
    await aggregator.addStream(chunksOf(bytes));
    const { inputs, totals } = toScanResult(aggregator.aggregate);
    expect(inputs.lines === totals.requests + inputs.rejectedLines, 'lines are requests or rejected');
    const decoded = decodePartial(encodePartial(aggregator.aggregate, SOURCE));
    expect(decoded.ok, 'a partial that was written can be read');
    if (!decoded.ok) return;
    const again = toScanResult(new PartialMerger().add(decoded.partial).aggregate);
    expect(again.totals.denials === totals.denials, 'a partial keeps the denials');
  }
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 61) yield bytes.subarray(at, at + 61);
}

/** Any JSON or text as bucket policy and as user policy: an answer, never an exception. */
function policy(data: Buffer): void {
  const text = data.toString('utf8');
  const document = json(text) ?? text;
  for (const kind of ['bucket', 'identity'] as const) parsePolicy(document, kind);
  const snapshot = {
    schema: 'cos403.snapshot/1',
    takenAt: '2026-11-23T00:00:00Z',
    account: { ownerUin: '100000000001', appId: '1250000000' },
    buckets: { 'b-1250000000': { ownerUin: '100000000001', acl: { grants: [] }, policy: document as PolicyDocument } },
    cam: {
      complete: true,
      users: {
        '100000000002': {
          name: 'u',
          type: 'sub',
          accessKeys: [],
          policies: [{ name: 'p', document: document as PolicyDocument, deactivated: false }],
          groups: [],
          boundary: null,
        },
      },
      groups: {},
      roles: {},
    },
    unknown: [],
  } as unknown as Snapshot;
  for (const requester of ['anonymous', '100000000001:100000000002']) {
    const { decision } = simulate(
      {
        requester,
        action: 'name/cos:GetObject',
        bucket: 'b-1250000000',
        key: 'a/b.txt',
        context: { 'qcs:ip': '203.0.113.7' },
      },
      snapshot,
    );
    expect(['allow', 'deny', 'unknown'].includes(decision), `decision ${decision}`);
  }
}

/** What a COS answers, or somebody between: a document or a CloudError. */
async function xml(data: Buffer): Promise<void> {
  for (const root of ['ListBucketResult', 'AccessControlPolicy']) {
    await parseAnswer(data, root, 'cos:GetBucket').catch((error: unknown) => {
      if (!(error instanceof CloudError)) throw error;
    });
  }
  const scan = scanOfErrorBody(data.toString('utf8'));
  expect(scan === null || scan.totals.denials === 1, 'an error body is one denial');
}

function event(data: Buffer): void {
  const value = json(data.toString('utf8'));
  for (const record of readCosEvent(value))
    expect(record.status === 'object' || record.reason !== '', 'a record is told');
}

/** Any text as configuration, YAML or JSON: a configuration or a ConfigError with sentences. */
async function config(data: Buffer): Promise<void> {
  const text = data.toString('utf8');
  for (const source of [`{${text}`, 'cos://c-1250000000/config.yaml']) {
    await loadConfig(source, { env: {}, cwd: '/', readCos: async () => data }).catch((error: unknown) => {
      if (!(error instanceof ConfigError)) throw error;
      expect(error.message.length > 10, 'a mistake is told in a sentence');
    });
  }
}

/** Any bytes and any JSON as state objects: decoded, refused with a reason, and what was decoded can be merged. */
async function state(data: Buffer): Promise<void> {
  for (const bytes of [data, gzipSync(data, { level: 1 })]) {
    const partial = decodePartial(bytes);
    if (partial.ok) toScanResult(new PartialMerger().add(partial.partial).aggregate);
    const rollup = decodeRollup(bytes);
    if (rollup.ok) toScanResult(new PartialMerger().add(rollup.rollup).aggregate);
    await decodeVersioned(bytes, { schema: 'cos403.cursor/1' }).catch((error: unknown) => {
      expect(error instanceof Error && error.message !== '', 'damage is told');
      expect(!(error instanceof StateError) || error.code === 'newer-version', 'only newer versions are refused');
    });
  }
}

/** Any JSON as snapshot: refused in words, or every group is diagnosed to the last denial. */
async function snapshot(data: Buffer): Promise<void> {
  const parsed = snapshotSchema.safeParse(json(data.toString('utf8')), { error: wrongValue });
  if (!parsed.success) {
    for (const issue of parsed.error.issues) expect(issue.message !== 'Invalid input', 'a mistake is told in words');
    return;
  }
  const facts = { takenAt: '', account: {}, buckets: {}, cam: {}, ...(parsed.data as object) } as unknown as Snapshot;
  scanned ??= scanExamples();
  const { groups, changes } = await scanned;
  for (const group of groups) {
    const { diagnoses } = diagnose(group, facts, { changes, groups });
    const counts = diagnoses.reduce((sum, one) => sum + one.count, 0);
    expect(counts === group.count, `${counts} of ${group.count} denials are explained`);
  }
}

let scanned: Promise<ScanResult> | undefined;

/** One denial of each kind and requester of the examples: enough to ask every check. */
async function scanExamples(): Promise<ScanResult> {
  const folder = 'examples/logs/2026/11/22';
  const seen = new Set<string>();
  const aggregator = new Aggregator();
  for (const file of readdirSync(folder)) {
    const lines = gunzipSync(readFileSync(join(folder, file)))
      .toString('utf8')
      .split('\n');
    const kept = lines.filter((line) => {
      const parsed = parseLine(Buffer.from(line));
      if (!parsed.ok || parsed.record.status !== 403) return false;
      const key = `${parsed.record.errorCode} ${parsed.record.requester} ${parsed.record.eventName}`;
      return !seen.has(key) && seen.add(key).size > 0;
    });
    await aggregator.addStream(chunksOf(Buffer.from(`${kept.join('\n')}\n`)));
  }
  return toScanResult(aggregator.aggregate);
}

function signature(data: Buffer): void {
  try {
    readSignature(parseRequestFile(data.toString('utf8')).request);
  } catch (error) {
    if (!(error instanceof RequestFileError)) throw error;
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const targets = { line, file, policy, xml, event, config, state, snapshot, signature } satisfies Record<
  string,
  FuzzTarget
>;
export type TargetName = keyof typeof targets;

const read = (path: string) => readFileSync(path);
const jsonOf = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as unknown;

/** Texts in a JSON file of cases, wherever they stand. */
function textsIn(value: unknown, found: string[] = []): string[] {
  if (typeof value === 'string') found.push(value);
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) textsIn(one, found);
  return found;
}

/** What a target starts from: cases of the tests and examples. `root`: the folder of the repository. */
export async function seedsOf(name: TargetName, root: string): Promise<readonly Buffer[]> {
  const at = (path: string) => join(root, path);
  const buffers = (texts: readonly string[]) => texts.map((text) => Buffer.from(text));
  const lines = () =>
    textsIn([jsonOf(at('test/cases/accesslog/lines.json')), jsonOf(at('test/cases/hostile/lines.json'))]).filter(
      (text) => text.length > 60 && text.length < 20_000,
    );
  const findings = at(`test/cases/fuzz/${name}`);
  const kept = exists(findings) ? readdirSync(findings).map((file) => read(join(findings, file))) : [];
  return [...kept, ...(await own())];

  async function own(): Promise<readonly Buffer[]> {
    switch (name) {
      case 'line':
        return buffers(lines());
      case 'file':
        return [Buffer.from(lines().join('\n')), read(at('examples/faq-2020.log'))];
      case 'policy':
        return ['conditions', 'principals', 'parsing', 'cross-account'].flatMap((file) =>
          documentsIn(jsonOf(at(`test/cases/policy/${file}.json`))).map((document) =>
            Buffer.from(JSON.stringify(document)),
          ),
        );
      case 'xml':
        return buffers([
          '<?xml version="1.0"?><ListBucketResult><Name>b</Name><Contents><Key>a&amp;b</Key><ETag>&quot;e&quot;</ETag></Contents></ListBucketResult>',
          '<AccessControlPolicy><Owner><ID>qcs::cam::uin/1:uin/1</ID></Owner><AccessControlList><Grant/></AccessControlList></AccessControlPolicy>',
          '<Error><Code>AccessDenied</Code><Message>Access Denied.</Message><Resource>b-1250000000.cos.ap-guangzhou.myqcloud.com/a</Resource><RequestId>NjE=</RequestId></Error>',
          '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><Error><Code>&d;</Code></Error>',
        ]);
      case 'event':
        return buffers([
          JSON.stringify({
            Records: [
              {
                cos: {
                  cosSchemaVersion: '1.0',
                  cosObject: { key: '/1250000000/logs/access/2026/11/23/a%20b.gz', meta: {} },
                  cosBucket: { region: 'gz', name: 'logs', appid: '1250000000' },
                },
                event: { eventName: 'cos:ObjectCreated:Put', eventTime: 1 },
              },
            ],
          }),
        ]);
      case 'config':
        return [
          read(at('examples/config.yaml')),
          Buffer.from('"schema":"cos403.config/1","rules":[],"report":{"at":"08:00"}}'),
        ];
      case 'state':
        return [
          await partialText(lines()),
          Buffer.from('{"schema":"cos403.cursor/2","bucket":"b"}'),
          Buffer.from('{"schema":"cos403.rollup/1"}'),
        ];
      case 'snapshot':
        return [
          'key-disabled',
          'boundary-not-read',
          'cors-origin-not-allowed',
          'object-restoring',
          'role-no-permission',
        ]
          .map((name) => read(at(`test/cases/diagnose/${name}/snapshot.json`)))
          .concat(read(at('examples/snapshot.json')));
      case 'signature':
        return buffers([
          JSON.stringify({
            method: 'GET',
            url: '/a?sign=1',
            headers: {
              host: 'b-1250000000.cos.ap-guangzhou.myqcloud.com',
              authorization:
                'q-sign-algorithm=sha1&q-ak=AKID&q-sign-time=1;2&q-key-time=1;2&q-header-list=host&q-url-param-list=&q-signature=a',
            },
          }),
          JSON.stringify({
            method: 'GET',
            url: '/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F20261123%2Fr%2Fs3%2Faws4_request&X-Amz-Date=20261123T000000Z',
          }),
        ]);
    }
  }
}

function exists(folder: string): boolean {
  try {
    readdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

function documentsIn(value: unknown, found: object[] = []): object[] {
  if (typeof value !== 'object' || value === null) return found;
  if ('effect' in value || 'statement' in value || 'Statement' in value) found.push(value);
  for (const one of Object.values(value)) documentsIn(one, found);
  return found;
}

async function partialText(lines: readonly string[]): Promise<Buffer> {
  const aggregator = new Aggregator({ slots: true });
  await aggregator.addStream(chunksOf(Buffer.from(lines.join('\n'))));
  return gunzipSync(encodePartial(aggregator.aggregate, SOURCE));
}
