import { type DeployCloud, isMissing } from './resource.js';
import { SettingsError } from './settings.js';

/**
 * Refuses a configuration whose secrets nobody will find: its functions would fail at every start. `uploaded` is the file that this
 * deploy puts there; without one the object that the configuration names is looked at. An object that may not be read is trusted.
 */
export async function checkSecrets(cloud: DeployCloud, config: Buffer, uploaded: Buffer | null): Promise<void> {
  const text = config.toString('utf8');
  const names = [...new Set([...text.matchAll(/\$\{secret:([^}]*)\}/g)].map((match) => match[1] ?? ''))].sort();
  if (names.length === 0) return;
  const location = (JSON.parse(text) as { secrets?: string }).secrets;
  const body = uploaded ?? (await read(cloud, location));
  if (body === 'unreadable') return;
  if (body === null) {
    throw new SettingsError(
      `the configuration uses \${secret:${names[0]}}, but ${location === undefined ? 'names no secrets' : `${location} does not exist`}: put { "${names[0]}": "…" } into a file and name it with custom.cos403.secrets, or leave the reference out`,
    );
  }
  const held = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  const missing = names.filter((name) => typeof held[name] !== 'string' || held[name] === '');
  if (missing.length > 0)
    throw new SettingsError(`the secrets hold no ${missing.join(', ')}, which the configuration uses: add them`);
}

async function read(cloud: DeployCloud, location: string | undefined): Promise<Buffer | null | 'unreadable'> {
  const [, bucket, key] = /^cos:\/\/([^/]+)\/(.+)$/.exec(location ?? '') ?? [];
  if (bucket === undefined || key === undefined) return null;
  try {
    return await cloud.cos.getObject(bucket, key);
  } catch (error) {
    return isMissing(error) ? null : 'unreadable';
  }
}
