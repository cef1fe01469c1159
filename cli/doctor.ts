import { ROLES } from '../infra/role/index.js';
import { CloudError } from '../lib/cloud/error.js';
import type { Cloud } from '../lib/cloud/open.js';
import type { Config } from '../lib/config/schema.js';
import { type DoctorResult, type DoctorStatus, result } from '../lib/doctor/check.js';
import { examine } from '../lib/doctor/run.js';
import type { PolicyDocument } from '../lib/facts/snapshot.js';
import type { Lang } from '../lib/lang.js';
import { parseLocation } from '../lib/store/open.js';
import { safeJson } from '../lib/text/json.js';
import { visible } from '../lib/text/visible.js';
import { configOf } from './alert-setup.js';
import { cloudOf, openState } from './cloud.js';
import { CliError } from './errors.js';
import type { Io } from './io.js';
import { writeOutput } from './output.js';
import { testChannels } from './test-channels.js';

export interface DoctorRequest {
  readonly config?: string;
  readonly state?: string;
  readonly region?: string;
  readonly service: string;
  readonly stage: string;
  readonly json?: boolean;
  readonly format: string;
  readonly lang: Lang;
  readonly sendTest?: boolean;
  readonly out?: string;
  readonly quiet?: boolean;
}

const SIGNS: Readonly<Record<DoctorStatus, string>> = { pass: '✓', fail: '✗', unknown: '?', 'not-applicable': '·' };

/** Writes every answer as it comes; `false` when something failed. */
export async function runDoctor(io: Io, request: DoctorRequest): Promise<boolean> {
  const cloud = await cloudOf(io, request.region);
  const { config, problem } = await configurationOf(io, request, cloud);
  const location = request.state ?? config.state;
  const context = {
    cloud,
    config: { ...config, ...(location ? { state: location } : {}) },
    store: location ? await openState(io, location, cloud) : null,
    deployment: `${request.service}-${request.stage}`,
    needed: neededPolicies(config, location, cloud.region, io.cwd),
    nowMs: io.nowMs(),
    signal: io.signal,
  };
  const json = request.json || request.format === 'json';
  const results: DoctorResult[] = [];
  const answers = async function* () {
    if (problem !== null) yield problem;
    yield* examine(context);
    if (request.sendTest) yield* testChannels(io, config, cloud);
  };
  const text = async function* () {
    for await (const result of answers()) {
      results.push(result);
      if (json || (request.quiet && ['pass', 'not-applicable'].includes(result.status))) continue;
      yield line(result, request.lang);
    }
    yield json
      ? `${safeJson(JSON.stringify(report(results, request.lang), null, 2))}\n`
      : counts(results, request.lang);
  };
  await writeOutput(io, request.out, text());
  const failed = results.filter(({ status }) => status === 'fail');
  if (failed.length > 0) io.stderr.write(`cos403: failed: ${failed.map(({ id }) => visible(id)).join(', ')}\n`);
  return failed.length === 0;
}

/**
 * The configuration that is named, else the one that the deployed functions read. One that is wrong is a finding like others: what
 * does not hang on it is still examined.
 */
async function configurationOf(
  io: Io,
  request: DoctorRequest,
  cloud: Cloud,
): Promise<{ readonly config: Config; readonly problem: DoctorResult | null }> {
  try {
    const named = request.config ?? io.env['COS403_CONFIG'] ?? (await deployedConfig(cloud, request));
    return { config: (await configOf(named === undefined ? {} : { config: named }, io)).config, problem: null };
  } catch (error) {
    if (!(error instanceof CliError || error instanceof CloudError)) throw error;
    const title = { en: 'configuration', zh: '配置' };
    const detail = { en: error.message, zh: error.message };
    const fix = { en: 'mend it and deploy again', zh: '修正后重新部署' };
    const { config } = await configOf({ config: '{"schema":"cos403.config/1"}' }, io);
    return { config, problem: result('configuration', 'fail', title, detail, fix) };
  }
}

/** Where the ingest function looks for its configuration; undefined when it is not deployed or may not be read. */
async function deployedConfig({ api }: Cloud, { service, stage }: DoctorRequest): Promise<string | undefined> {
  const live = await api<{ Environment?: { Variables?: { Key: string; Value: string }[] } }>('scf', 'GetFunction', {
    FunctionName: `${service}-${stage}-ingest`,
    Namespace: 'default',
  }).catch((error: unknown) => {
    if (error instanceof CloudError) return null;
    throw error;
  });
  return live?.Environment?.Variables?.find(({ Key }) => Key === 'COS403_CONFIG')?.Value;
}

function counts(results: readonly DoctorResult[], lang: Lang): string {
  const count = (status: DoctorStatus) => results.filter((result) => result.status === status).length;
  return lang === 'zh'
    ? `\n通过 ${count('pass')}，失败 ${count('fail')}，未知 ${count('unknown')}\n`
    : `\n${count('pass')} passed, ${count('fail')} failed, ${count('unknown')} unknown\n`;
}

/** What each function's role must allow, for this configuration. */
function neededPolicies(
  config: Config,
  location: string | undefined,
  region: string,
  cwd: string,
): Record<string, PolicyDocument> {
  const state = location ? parseLocation(location, cwd) : null;
  if (state?.kind !== 'cos') return {};
  const scope = {
    region: config.region ?? region,
    appId: state.bucket.slice(state.bucket.lastIndexOf('-') + 1),
    logs: config.logs,
    state,
    watch: config.logs.flatMap((log) => log.watch),
  };
  return { ingest: ROLES.ingest(scope), alert: ROLES.alert(scope), report: ROLES.report(scope) };
}

function line(result: DoctorResult, lang: Lang): string {
  const fix = result.fix ? `\n    → ${visible(result.fix[lang])}` : '';
  return `${SIGNS[result.status]} ${visible(result.title[lang])}: ${visible(result.detail[lang])}${fix}\n`;
}

function report(results: readonly DoctorResult[], lang: Lang) {
  return {
    schema: 'cos403.doctor/1',
    checks: results.map((result) => ({
      id: result.id,
      status: result.status,
      title: result.title[lang],
      detail: result.detail[lang],
      fix: result.fix?.[lang] ?? null,
      ...(result.permission ? { permission: result.permission } : {}),
    })),
  };
}
