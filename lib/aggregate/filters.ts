import type { AccessRecord } from '../accesslog/record.js';
import type { Kind } from '../denial/kinds.js';
import type { AggregateOptions, Filters } from './options.js';

/** Filters and the tool's own identities, ready to be asked. */
export class Selection {
  /** `false`: every record passes. */
  readonly filtersRecords: boolean;
  readonly filtersGroups: boolean;
  readonly hasSelf: boolean;
  private readonly sinceMs: number;
  private readonly untilMs: number;
  private readonly buckets: ReadonlySet<string> | null;
  private readonly ips: ReadonlySet<string> | null;
  private readonly requestIds: ReadonlySet<string> | null;
  private readonly kinds: ReadonlySet<string> | null;
  private readonly requesters: ReadonlySet<string> | null;
  private readonly self: ReadonlySet<string>;

  constructor(options: Pick<AggregateOptions, 'filters' | 'self'>) {
    const filters: Filters = options.filters ?? {};
    this.sinceMs = filters.sinceMs ?? Number.NEGATIVE_INFINITY;
    this.untilMs = filters.untilMs ?? Number.POSITIVE_INFINITY;
    this.buckets = setOf(filters.bucket);
    this.ips = setOf(filters.ip);
    this.requestIds = setOf(filters.requestId);
    this.kinds = setOf(filters.kind);
    this.requesters = setOf(filters.requester);
    this.self = new Set(options.self ?? []);
    this.hasSelf = this.self.size > 0;
    this.filtersRecords =
      filters.sinceMs !== undefined ||
      filters.untilMs !== undefined ||
      this.buckets !== null ||
      this.ips !== null ||
      this.requestIds !== null;
    this.filtersGroups = this.kinds !== null || this.requesters !== null;
  }

  record(record: AccessRecord): boolean {
    if (!this.filtersRecords) return true;
    return this.fields(
      record.eventTimeMs,
      () => record.bucket,
      () => record.remoteIp,
      () => record.requestId,
    );
  }

  /** The same from single fields, each read only when a filter asks for it. */
  fields(timeMs: number, bucket: () => string, ip: () => string, requestId: () => string): boolean {
    return (
      timeMs >= this.sinceMs &&
      timeMs < this.untilMs &&
      (this.buckets === null || this.buckets.has(bucket())) &&
      (this.ips === null || this.ips.has(ip())) &&
      (this.requestIds === null || this.requestIds.has(requestId()))
    );
  }

  group(kind: Kind, requester: string): boolean {
    return (
      (this.kinds === null || this.kinds.has(kind)) && (this.requesters === null || this.requesters.has(requester))
    );
  }

  /** Is field 24 the tool itself? */
  isSelf(requester: string): boolean {
    return this.hasSelf && (this.self.has(requester) || this.self.has(requester.slice(requester.indexOf(':') + 1)));
  }
}

function setOf(value: string | readonly string[] | undefined): ReadonlySet<string> | null {
  if (value === undefined) return null;
  return new Set(typeof value === 'string' ? [value] : value);
}
