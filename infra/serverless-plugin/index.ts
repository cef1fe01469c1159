import { join } from 'node:path';
import { openCloud } from '../../lib/cloud/open.js';
import { policyOf, type RoleScope } from '../role/index.js';
import { readConfiguration } from './configuration.js';
import { confirmOnTerminal } from './confirm.js';
import { deploy } from './deploy.js';
import { forgetNewest, packageKey, readHistory, remember } from './history.js';
import { info, invoke, logs } from './inspect.js';
import { liveCloud } from './live-cloud.js';
import { type CodePackage, packageFunction } from './package.js';
import { remove } from './remove.js';
import type { Change, DeployCloud } from './resource.js';
import { planFunction } from './resources/function.js';
import { customSchema, eventSchemas, functionSchema, providerSchema } from './schema.js';
import { type Deployment, readSettings, type ServiceLike } from './settings.js';
import { describeChanges } from './text.js';
import { writePackage } from './write-package.js';

/** The parts of `serverless` that are used here. */
interface Serverless {
  readonly service: ServiceLike & { readonly functions: Record<string, { package?: { artifact?: string } }> };
  readonly serviceDir: string;
  readonly configSchemaHandler: {
    defineProvider(name: string, schema: unknown): void;
    defineCustomProperties(schema: unknown): void;
  };
  setProvider(name: string, provider: unknown): void;
  /** `Error`: what serverless prints without a stack. */
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
}
interface Writers {
  readonly log: { notice(text: string): void; success?(text: string): void };
  readonly writeText: (text: string) => void;
}
type Options = Readonly<Record<string, string | boolean | undefined>>;

const roleScope = (deployment: Deployment): RoleScope => ({ ...deployment, logs: [deployment.logs] });

const OPTIONS_CHANGE = {
  yes: { usage: 'Do not ask before changing the account', type: 'boolean' },
  force: { usage: 'Overwrite settings that somebody else made', type: 'boolean' },
  region: { usage: 'Region of the service', shortcut: 'r', type: 'string' },
} as const;

/** `provider: tencent` for serverless (osls 4): everything it does is in the files beside this one. */
export default class TencentPlugin {
  static getProviderName(): string {
    return 'tencent';
  }
  readonly hooks: Record<string, () => Promise<void>>;
  readonly commands = {
    deploy: { options: OPTIONS_CHANGE },
    remove: {
      options: {
        ...OPTIONS_CHANGE,
        purge: { usage: 'Also delete state, reports, logs and the buckets that deploy created', type: 'boolean' },
      },
    },
    rollback: { options: OPTIONS_CHANGE },
  };
  #deployment: Deployment | null = null;
  #packages: Map<string, CodePackage> | null = null;
  #cloud: DeployCloud | null = null;

  constructor(
    private readonly serverless: Serverless,
    private readonly options: Options,
    private readonly writers: Writers,
  ) {
    serverless.setProvider('tencent', this);
    serverless.configSchemaHandler.defineProvider('tencent', {
      provider: providerSchema,
      function: functionSchema,
      functionEvents: eventSchemas,
    });
    serverless.configSchemaHandler.defineCustomProperties(customSchema);
    const hooks: Record<string, () => Promise<void>> = {
      'before:package:createDeploymentArtifacts': async () => void this.#package(),
      'deploy:deploy': async () => this.#deploy(),
      'deploy:function:packageFunction': async () => void this.#package(),
      'deploy:function:deploy': async () => this.#deployFunction(),
      'info:info': async () => this.writers.writeText(await info(await this.#connect(), this.#settings())),
      'logs:logs': async () =>
        this.writers.writeText(
          await logs(await this.#connect(), this.#function(), Number(this.options['limit'] ?? 20)),
        ),
      'invoke:invoke': async () =>
        this.writers.writeText(
          await invoke(await this.#connect(), this.#function(), String(this.options['data'] ?? '{}')),
        ),
      'remove:remove': async () => this.#remove(),
      'rollback:rollback': async () => this.#rollback(),
    };
    this.hooks = Object.fromEntries(Object.entries(hooks).map(([name, hook]) => [name, () => this.#explained(hook)]));
  }

  /** Failures are for the person who deploys: a sentence and a code, no stack. */
  async #explained(hook: () => Promise<void>): Promise<void> {
    try {
      await hook();
    } catch (error) {
      const { message, code } = error as { message?: string; code?: string };
      throw new this.serverless.classes.Error(`${message ?? String(error)}`, code ?? 'COS403_DEPLOY');
    }
  }

  #settings(): Deployment {
    this.#deployment ??= readSettings(this.serverless.service);
    return this.#deployment;
  }

  #function() {
    const wanted = String(this.options['function'] ?? '');
    const spec = this.#settings().functions.find((one) => one.key === wanted || one.name === wanted);
    if (!spec)
      throw new Error(
        `there is no function "${wanted}"; the functions are ${this.#settings()
          .functions.map((one) => one.key)
          .join(', ')}`,
      );
    return spec;
  }

  /** Credentials from the environment or the vendor's profile file; the region of serverless.yml. */
  async #connect(): Promise<DeployCloud> {
    const { region, state, logs: target } = this.#settings();
    const bucketRegions = Object.fromEntries([state.bucket, target.bucket].map((bucket) => [bucket, region]));
    this.#cloud ??= liveCloud(await openCloud({ env: process.env, region, bucketRegions, timeoutMs: 60_000 }));
    return this.#cloud;
  }

  #package(): Map<string, CodePackage> {
    if (!this.#packages) {
      this.#packages = new Map();
      for (const spec of this.#settings().functions) {
        const code = packageFunction(join(this.serverless.serviceDir, 'dist/functions', spec.key));
        this.#packages.set(spec.key, code);
        const artifact = writePackage(this.serverless.serviceDir, spec.key, code);
        // serverless packages whatever has no artifact.
        this.serverless.service.functions[spec.key]!.package = { artifact };
      }
    }
    return this.#packages;
  }

  #confirm = async (changes: readonly Change[]): Promise<boolean> => {
    this.writers.log.notice(describeChanges(changes));
    return this.options['yes'] === true || confirmOnTerminal('Change the account like this? [y/N] ');
  };
  #progress = (line: string) => this.writers.log.notice(`  ${line}`);

  async #deploy(): Promise<void> {
    const deployment = this.#settings();
    const cloud = await this.#connect();
    const packages = this.#package();
    // Before anything is changed: a history that this version may not write would be found out too late.
    const history = await readHistory(cloud, deployment, this.#progress);
    const outcome = await deploy({
      deployment,
      cloud,
      packages,
      ...readConfiguration(deployment, this.serverless.serviceDir),
      policyOf: (spec) => ({ document: policyOf(spec.key, roleScope(deployment)) }),
      force: this.options['force'] === true,
      confirm: this.#confirm,
      progress: this.#progress,
    });
    if (outcome.outcome === 'refused') {
      if (outcome.reason === 'not-confirmed')
        throw new Error('nothing was changed: not confirmed (use --yes where nobody can answer)');
      throw new Error(
        `nothing was changed: these settings were made by somebody else:\n${describeChanges(outcome.foreign)}\nUse --force to overwrite them; remove puts them back.`,
      );
    }
    await remember(cloud, deployment, packages, new Date().toISOString(), history);
    this.writers.log.notice(
      outcome.outcome === 'unchanged'
        ? 'Nothing to change: the account is as serverless.yml asks.'
        : `Deployed: ${outcome.changes} changes. Next: npx cos403 doctor`,
    );
  }

  async #deployFunction(): Promise<void> {
    const spec = this.#function();
    const cloud = await this.#connect();
    const code = this.#package().get(spec.key)!;
    const { state, region } = this.#settings();
    const upload = async () => {
      const key = packageKey(this.#settings(), spec.key, code.hash);
      await cloud.cos.putObject(state.bucket, key, code.zip);
      return { bucket: state.bucket, key, region };
    };
    const changes = await planFunction(
      cloud,
      spec,
      code,
      { upload },
      { codeOnly: this.options['update-config'] !== true },
    )();
    for (const change of changes) {
      this.#progress(`${change.action} ${change.what}`);
      await change.apply();
    }
    this.writers.log.notice(
      changes.length === 0 ? `${spec.name} already runs this code.` : `${spec.name} is deployed.`,
    );
  }

  async #remove(): Promise<void> {
    const done = await remove({
      deployment: this.#settings(),
      cloud: await this.#connect(),
      purge: this.options['purge'] === true,
      confirm: this.#confirm,
      progress: this.#progress,
    });
    if (done === null) throw new Error('nothing was removed: not confirmed (use --yes where nobody can answer)');
    this.writers.log.notice(done === 0 ? 'Nothing to remove.' : `Removed: ${done} changes.`);
  }

  async #rollback(): Promise<void> {
    const deployment = this.#settings();
    const cloud = await this.#connect();
    const history = await readHistory(cloud, deployment, this.#progress);
    const before = history.deployments.at(-2);
    if (!before) throw new Error('there is no earlier deployment to go back to');
    const changes: Change[] = [];
    for (const spec of deployment.functions) {
      const hash = before.hashes[spec.key];
      const zip = hash
        ? await cloud.cos.getObject(deployment.state.bucket, packageKey(deployment, spec.key, hash))
        : null;
      if (!hash || !zip) continue;
      const upload = async () => ({
        bucket: deployment.state.bucket,
        key: packageKey(deployment, spec.key, hash),
        region: deployment.region,
      });
      changes.push(
        ...(await planFunction(cloud, spec, { zip, hash, unpackedBytes: 0 }, { upload }, { codeOnly: true })()),
      );
    }
    if (changes.length > 0 && !(await this.#confirm(changes)))
      throw new Error('nothing was changed: not confirmed (use --yes where nobody can answer)');
    for (const change of changes) {
      this.#progress(`${change.action} ${change.what}`);
      await change.apply();
    }
    await forgetNewest(cloud, deployment, history);
    this.writers.log.notice(`The functions run the packages of ${before.at} again.`);
  }
}
