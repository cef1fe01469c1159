import { fullRegion, regionOfHost } from '../cloud/regions.js';

/** A log object that an event or a listing names. */
export interface LogObject {
  readonly bucket: string;
  /** As named; see `decodedKey`. */
  readonly key: string;
  /** Events do not say whether the key is percent-encoded (583/9707): to be tried when `key` does not exist. */
  readonly decodedKey?: string;
  readonly region?: string;
  /** Where a listing told it. */
  readonly etag?: string;
}

export type EventRecord =
  | { readonly status: 'object'; readonly object: LogObject }
  /** Nothing to ingest: something was removed, or it is no COS record. */
  | { readonly status: 'ignored'; readonly reason: string };

/**
 * The objects of a COS trigger's event, one entry a record, in order. Fields appear over time, so the event is read
 * loosely; it holds the uploader's signature, so nothing of it but bucket, key and region is kept.
 */
export function readCosEvent(event: unknown, fallbackRegion?: string): readonly EventRecord[] {
  const records = field(event, 'Records');
  if (!Array.isArray(records)) return [{ status: 'ignored', reason: 'the event has no Records: it is no COS event' }];
  return records.map((record) => readRecord(record, fallbackRegion));
}

function readRecord(record: unknown, fallbackRegion: string | undefined): EventRecord {
  const name = text(field(field(record, 'event'), 'eventName'));
  if (/^cos:Object(Remove|Restore)/i.test(name)) return { status: 'ignored', reason: `${name} is no new log file` };
  const cos = field(record, 'cos');
  const cosBucket = field(cos, 'cosBucket');
  const cosObject = field(cos, 'cosObject');
  const bucketName = text(field(cosBucket, 'name'));
  const appId = text(field(cosBucket, 'appid'));
  const path = text(field(cosObject, 'key'));
  if (!bucketName || !path) return { status: 'ignored', reason: 'the record names no bucket or no key' };
  const bucket = appId && !bucketName.endsWith(`-${appId}`) ? `${bucketName}-${appId}` : bucketName;
  const key = keyOf(path, bucketName, appId);
  if (key === '' || key.endsWith('/')) return { status: 'ignored', reason: 'the key is a folder' };
  const decoded = decode(key);
  const region = regionOf(cosBucket, cosObject, fallbackRegion);
  return {
    status: 'object',
    object: {
      bucket,
      key,
      ...(decoded !== null && decoded !== key ? { decodedKey: decoded } : {}),
      ...(region ? { region } : {}),
    },
  };
}

/** Without `/<appid>/<bucket without appid>/`; a key that does not begin so is taken as it is. */
function keyOf(path: string, bucketName: string, appId: string): string {
  const short = bucketName.endsWith(`-${appId}`) ? bucketName.slice(0, -(appId.length + 1)) : bucketName;
  for (const prefix of [`/${appId}/${short}/`, `/${appId}/${short}-${appId}/`]) {
    if (path.startsWith(prefix)) return path.slice(prefix.length);
  }
  return path.startsWith('/') ? path.slice(1) : path;
}

/** `s3Region` is the full name where it is there; `region` is short; the host of the url tells it too (583/9707). */
function regionOf(cosBucket: unknown, cosObject: unknown, fallback: string | undefined): string | null {
  const host = /^https?:\/\/([^/?#]+)/i.exec(text(field(cosObject, 'url')))?.[1] ?? '';
  return (
    longName(text(field(cosBucket, 's3Region'))) ??
    regionOfHost(host) ??
    longName(text(field(cosBucket, 'cosRegion'))) ??
    longName(text(field(cosBucket, 'region'))) ??
    fullRegion(fallback)
  );
}

function longName(name: string): string | null {
  return fullRegion(name);
}

/** `+` is a plain character in keys and stays one. */
function decode(key: string): string | null {
  if (!key.includes('%')) return null;
  try {
    return decodeURIComponent(key);
  } catch {
    return null;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** The event that a trigger would send for these objects: how a backfill hands work to the deployed function. */
export function cosEventFor(objects: readonly LogObject[], region: string): object {
  return {
    Records: objects.map(({ bucket, key, region: own }) => {
      const [, name = bucket, appid = ''] = /^(.+)-(\d+)$/.exec(bucket) ?? [];
      return {
        cos: {
          cosObject: { key: `/${appid}/${name}/${key}` },
          cosBucket: { name, appid, s3Region: own ?? region },
        },
        event: { eventName: 'cos:ObjectCreated:Put', eventSource: 'qcs::cos' },
      };
    }),
  };
}
