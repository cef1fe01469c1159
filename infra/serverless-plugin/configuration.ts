import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { parseConfig } from '../../lib/config/load.js';
import { type Deployment, SettingsError } from './settings.js';

export interface DeployedConfiguration {
  /** `config.json` as the functions read it. References to secrets stay references. */
  readonly config: Buffer;
  /** `secrets.json`, or null. */
  readonly secrets: Buffer | null;
}

/** A value for every reference: only the form of the configuration is checked here, not the secrets. */
function withPlaceholders(value: unknown): unknown {
  if (typeof value === 'string')
    return /^\$\{(env|secret):[^}]*\}$/.test(value) ? 'https://placeholder.invalid/' : value;
  if (Array.isArray(value)) return value.map(withPlaceholders);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPlaceholders(item)]));
}

function readFile(serviceDir: string, file: string, setting: string): string {
  try {
    return readFileSync(resolve(serviceDir, file), 'utf8');
  } catch (error) {
    throw new SettingsError(
      `custom.cos403.${setting}: cannot read ${file} (${(error as NodeJS.ErrnoException).code}). Start from examples/config.yaml.`,
    );
  }
}

/** Reads the configuration file and fills in what serverless.yml decides: region, state, logs and where the secrets are. */
export function readConfiguration(deployment: Deployment, serviceDir: string): DeployedConfiguration {
  const raw = (parse(readFile(serviceDir, deployment.configFile, 'config')) ?? {}) as Record<string, unknown>;
  const { state, logs } = deployment;
  const secrets = deployment.secretsFile ? readFile(serviceDir, deployment.secretsFile, 'secrets') : null;
  if (secrets !== null) {
    try {
      JSON.parse(secrets);
    } catch {
      throw new SettingsError(
        `custom.cos403.secrets: ${deployment.secretsFile} is not valid JSON; it holds { "NAME": "value" } for each \${secret:NAME}.`,
      );
    }
  }
  const config = {
    ...raw,
    schema: 'cos403.config/1',
    region: deployment.region,
    state: `cos://${state.bucket}/${state.prefix}`,
    logs: [{ bucket: logs.bucket, prefix: logs.prefix, region: deployment.region, watch: deployment.watch }],
    ...(secrets === null ? {} : { secrets: `cos://${state.bucket}/${state.prefix}secrets.json` }),
  };
  parseConfig(withPlaceholders(config), deployment.configFile);
  return {
    config: Buffer.from(`${JSON.stringify(config, null, 2)}\n`),
    secrets: secrets === null ? null : Buffer.from(secrets),
  };
}
