import { gunzipSync } from 'node:zlib';
import type { LocalCloud } from '../../infra/local-cloud/index.js';
import { parseLine } from '../../lib/accesslog/parse-line.js';
import { wallClock } from '../../lib/report/zone.js';
import { sourceHash } from '../../lib/store/keys.js';

export interface Counts {
  requests: number;
  denials: number;
}

/** What the delivered log files say, read line by line without the aggregate. */
export interface Truth {
  readonly total: Counts;
  /** By local date of the zone. */
  readonly days: ReadonlyMap<string, Counts>;
  /** Identities of the log files, as partials are named. */
  readonly hashes: readonly string[];
}

export function truthOf(cloud: LocalCloud, bucket: string, timeZone: string): Truth {
  const total = { requests: 0, denials: 0 };
  const days = new Map<string, Counts>();
  const hashes: string[] = [];
  for (const [key, versions] of cloud.state.buckets.get(bucket)?.objects ?? []) {
    const version = versions.at(-1);
    if (version === undefined) throw new Error(`${key} has no version`);
    hashes.push(sourceHash({ bucket, key, etag: version.etag }));
    for (const line of gunzipSync(version.body).toString('utf8').split('\n')) {
      if (line === '') continue;
      const parsed = parseLine(line);
      if (!parsed.ok) throw new Error(parsed.reason);
      const { date } = wallClock(parsed.record.eventTimeMs, timeZone);
      const day = days.get(date) ?? { requests: 0, denials: 0 };
      days.set(date, day);
      for (const counts of [total, day]) {
        counts.requests++;
        if (parsed.record.status === 403) counts.denials++;
      }
    }
  }
  return { total, days, hashes: hashes.sort() };
}
