import type { AccessRecord } from '../accesslog/record.js';
import type { Kind } from '../denial/kinds.js';
import type { AggregateOptions, Filters } from './options.js';

/** Filters and the tool's own identities, ready to be asked. */
export class Selection {
  readonly filtersGroups: boolean;
  readonly hasSelf: boolean;
  /** Single addresses or request ids are asked for. */
  readonly filtersAddresses: boolean;
  readonly sinceMs: number;
  readonly untilMs: number;
  private readonly buckets: ReadonlySet<string> | null;
  private readonly ips: ReadonlySet<string> | null;
  private readonly requestIds: ReadonlySet<string> | null;
  private readonly kinds: ReadonlySet<string> | null;
  private readonly requesters: ReadonlySet<string> | null;
  readonly self: ReadonlySet<string>;

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
    this.filtersAddresses = this.ips !== null || this.requestIds !== null;
    this.filtersGroups = this.kinds !== null || this.requesters !== null;
  }

  record(record: AccessRecord): boolean {
    return (
      record.eventTimeMs >= this.sinceMs &&
      record.eventTimeMs < this.untilMs &&
      this.bucket(record.bucket) &&
      this.address(() => record.remoteIp) &&
      this.request(() => record.requestId)
    );
  }

  bucket(name: string): boolean {
    return this.buckets === null || this.buckets.has(name);
  }

  /** Addresses and request ids are only read when a filter asks for them. */
  address(ip: () => string): boolean {
    return this.ips === null || this.ips.has(ip());
  }

  request(id: () => string): boolean {
    return this.requestIds === null || this.requestIds.has(id());
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
