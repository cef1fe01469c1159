import { isAscii } from 'node:buffer';
import { Clock } from '../accesslog/clock.js';
import type { LineHandler } from '../accesslog/lines.js';
import { parseLine, recordOf } from '../accesslog/parse-line.js';
import { cannotHoldSecret, redactSecrets } from '../accesslog/secrets.js';
import { Tokens } from '../accesslog/tokens.js';
import { isSettingsChange, rowOfEvent } from '../denial/action.js';
import { classify } from '../denial/classify.js';
import { type Aggregate, KIND_NUMBER } from './aggregate.js';
import { Interner, stableHash } from './interner.js';
import { SLOT_MS } from './options.js';

/** Distinct raw values that a cache remembers; beyond it the exact parser answers. */
const CACHED = 10_000;
/** Longest path that is taken from its bytes: as long as a list's value may be. */
const LONGEST_PATH = 4096;

/** What an event name tells: its action's text number, or -1 when method and query must say. */
interface EventFacts {
  readonly action: number;
  readonly changesSettings: boolean;
}

/** Work that was done, for the regression test that counts instead of timing. */
export interface LineCounts {
  lines: number;
  /** Handed to the exact parser whole. */
  exact: number;
  /** Denials of which a record was made, for groups with detail. */
  records: number;
}

/**
 * The per-byte path: counts a line that is no denial without a string or an object, also what refused requesters succeed with. Every line
 * that it does not fully understand goes to the exact parser; both count the same for every line.
 */
export class FastLines implements LineHandler {
  readonly counts: LineCounts = { lines: 0, exact: 0, records: 0 };
  private readonly tokens = new Tokens();
  private readonly clock = new Clock();
  /** Raw bucket names → row, raw event names → facts, raw code and message → kind. */
  private readonly buckets = new Interner();
  private readonly bucketRows: number[] = [];
  private readonly events = new Interner();
  private readonly eventFacts: EventFacts[] = [];
  private readonly refusals = new Interner();
  private readonly refusalKinds: number[] = [];
  private readonly scratch = Buffer.from(`key:${' '.repeat(256)}`);
  private anonymous = -1;

  constructor(private readonly aggregate: Aggregate) {}

  tooLong(): void {
    this.aggregate.inputs.lines++;
    this.aggregate.reject('too-long');
  }

  line(bytes: Buffer, start: number, lineEnd: number): void {
    this.aggregate.inputs.lines++;
    this.counts.lines++;
    const end = bytes[lineEnd - 1] === 13 ? lineEnd - 1 : lineEnd;
    const first = bytes[start]!;
    // A brace, also behind white space, opens a CLS record.
    const delivered = first > 32 && first < 0x80 && first !== 123;
    if (!delivered || !this.tokens.read(bytes, start, end) || !this.count(bytes)) this.exact(bytes, start, lineEnd);
  }

  private exact(bytes: Buffer, start: number, end: number): void {
    this.counts.exact++;
    const parsed = parseLine(bytes.subarray(start, end));
    if (parsed.ok) this.aggregate.add(parsed.record);
    else this.aggregate.reject(parsed.reason);
  }

  /** `false`: nothing was counted, the exact parser shall look at the line. */
  private count(bytes: Buffer): boolean {
    const { aggregate, tokens } = this;
    const timeMs = this.clock.read(bytes, tokens.starts[3]!, tokens.ends[3]!);
    if (Number.isNaN(timeMs)) return false;
    if (!isRequester(bytes, tokens.starts[23]!, tokens.ends[23]!)) return false;
    const known = this.buckets.find(bytes, tokens.starts[1]!, tokens.ends[1]!);
    if (known < 0 && !isName(bytes, tokens.starts[1]!, tokens.ends[1]!)) return false;
    if (aggregate.selection.filtersRecords && !this.passes(bytes, timeMs)) return true;
    const bucket = known >= 0 ? this.bucketRows[known]! : this.newBucket(bytes);
    if (bucket < 0) return false;
    if (aggregate.selection.hasSelf && aggregate.selection.isSelf(this.text(bytes, 23))) {
      aggregate.countRequest(bucket, timeMs);
      aggregate.excluded++;
      return true;
    }
    const status = tokens.status(bytes);
    if (status < 400) return this.success(bytes, bucket, timeMs, status);
    if (status === 403) return this.denial(bytes, bucket, timeMs);
    aggregate.countRequest(bucket, timeMs);
    if (status === 402) aggregate.status402++;
    else if (status === 451) aggregate.status451++;
    return true;
  }

  private success(bytes: Buffer, bucket: number, timeMs: number, status: number): boolean {
    const { aggregate, tokens } = this;
    const changing = status < 300 && !isReading(bytes, tokens.starts[12]!, tokens.ends[12]!);
    const pair = aggregate.evidence.empty ? -1 : this.pair(bytes, bucket);
    if (pair === -2) return false;
    if (!changing && pair < 0) {
      aggregate.countRequest(bucket, timeMs);
      return true;
    }
    const event = this.event(bytes);
    if (event === null || event.action < 0 || (changing && event.changesSettings)) return false;
    if (pair < 0) {
      aggregate.countRequest(bucket, timeMs);
      return true;
    }
    return this.evidence(bytes, bucket, timeMs, pair, event.action);
  }

  /** A success of a requester that was refused in this file. */
  private evidence(bytes: Buffer, bucket: number, timeMs: number, pair: number, action: number): boolean {
    const { aggregate, tokens } = this;
    const from = tokens.starts[11]!;
    const to = tokens.ends[11]!;
    if (!this.isPlainPath(bytes, from, to)) return false;
    let slash = from + 1;
    while (slash < to && bytes[slash] !== 47) {
      if (bytes[slash] === 37) return false;
      slash++;
    }
    if (slash - from > 500) return false;
    // A key without a folder lies in `/`.
    const prefixEnd = slash < to ? slash + 1 : from + 1;
    aggregate.countRequest(bucket, timeMs);
    aggregate.evidence.succeeded(pair, action, bytes, from, prefixEnd);
    if (this.isAnonymous(bytes)) {
      const ip = aggregate.interner.find(bytes, tokens.starts[6]!, tokens.ends[6]!);
      aggregate.evidence.succeededAddress(bucket, ip);
    }
    if (aggregate.evidence.waits(pair, timeMs)) {
      aggregate.evidence.heal(pair, stableHash(bytes, from, to), timeMs, (group) => {
        aggregate.groups.healed[group]!++;
      });
    }
    return true;
  }

  private denial(bytes: Buffer, bucket: number, timeMs: number): boolean {
    const { aggregate, tokens } = this;
    const from = tokens.starts[11]!;
    const to = tokens.ends[11]!;
    if (!this.isPlainPath(bytes, from, to)) return false;
    const kind = this.refusal(bytes);
    if (kind < 0) return false;
    const requester = this.requester(bytes);
    if (requester === -2) return false;
    const group = requester < 0 ? -1 : aggregate.groups.find(bucket, kind, requester);
    const countsOnly = group >= 0 && aggregate.groups.details[group]! < 0;
    const foreign = group < 0 && aggregate.groups.full;
    if (!(countsOnly || foreign) || aggregate.selection.filtersGroups) {
      // A group with detail, or one that begins: worth a record.
      this.counts.records++;
      const ascii = isAscii(bytes.subarray(tokens.starts[0]!, tokens.ends[tokens.count - 1]!));
      const fields = ascii ? this.asciiFields(bytes) : this.fields(bytes);
      const record = recordOf(fields, timeMs);
      aggregate.add(record, ascii ? { bytes, starts: tokens.starts, ends: tokens.ends, fields } : null);
      return true;
    }
    const slotRow = aggregate.countRequest(bucket, timeMs);
    aggregate.denials++;
    aggregate.bucketDenials[bucket]!++;
    if (slotRow >= 0) aggregate.slots.countKind(slotRow, kind, 1);
    if (foreign) {
      aggregate.addOthers(bucket, kind, this.requesterText(bytes), 1);
      return true;
    }
    aggregate.groups.count(group, 1, timeMs, timeMs);
    if (slotRow >= 0) aggregate.slots.countGroup(group, Math.floor(timeMs / SLOT_MS), 1);
    aggregate.evidence.denied(bucket, requester, group, stableHash(bytes, from, to), timeMs);
    return true;
  }

  private fields(bytes: Buffer): string[] {
    const fields: string[] = [];
    for (let i = 0; i < this.tokens.count; i++) fields.push(this.text(bytes, i));
    return fields;
  }

  /** The fields cut out of one string; those that are kept for long are strings of their own, so that they do not keep the line. */
  private asciiFields(bytes: Buffer): string[] {
    const { starts, ends, count } = this.tokens;
    const from = starts[0]!;
    const line = bytes.toString('latin1', from, ends[count - 1]!);
    const fields: string[] = [];
    for (let i = 0; i < count; i++) {
      const kept = i === 6 || i === 11;
      fields.push(
        kept ? bytes.toString('latin1', starts[i]!, ends[i]!) : line.slice(starts[i]! - from, ends[i]! - from),
      );
    }
    return fields;
  }

  private text(bytes: Buffer, field: number): string {
    return bytes.toString('utf8', this.tokens.starts[field]!, this.tokens.ends[field]!);
  }

  private passes(bytes: Buffer, timeMs: number): boolean {
    return this.aggregate.selection.fields(
      timeMs,
      () => this.text(bytes, 1),
      () => this.text(bytes, 6),
      () => this.text(bytes, 24),
    );
  }

  /** Row of the bucket; -1: let the exact parser see. */
  private newBucket(bytes: Buffer): number {
    const from = this.tokens.starts[1]!;
    const to = this.tokens.ends[1]!;
    if (this.buckets.size >= CACHED) return -1;
    const row = this.aggregate.bucketRow(this.aggregate.interner.intern(bytes, from, to));
    if (row >= 0) this.bucketRows[this.buckets.intern(bytes, from, to)] = row;
    return row;
  }

  private event(bytes: Buffer): EventFacts | null {
    const from = this.tokens.starts[5]!;
    const to = this.tokens.ends[5]!;
    const known = this.events.find(bytes, from, to);
    if (known >= 0) return this.eventFacts[known]!;
    if (this.events.size >= CACHED || to - from > 100) return null;
    const row = rowOfEvent(redactSecrets(bytes.toString('utf8', from, to)));
    const action = row === null ? '-' : `name/cos:${row.action}`;
    const facts = {
      action: row === null ? -1 : this.aggregate.interner.internText(action),
      changesSettings: isSettingsChange(action),
    };
    this.eventFacts[this.events.intern(bytes, from, to)] = facts;
    return facts;
  }

  /** Number of the kind that fields 16 and 17 tell. */
  private refusal(bytes: Buffer): number {
    const from = this.tokens.starts[15]!;
    const to = this.tokens.ends[16]!;
    const known = this.refusals.find(bytes, from, to);
    if (known >= 0) return this.refusalKinds[known]!;
    if (this.refusals.size >= CACHED || to - from > 2000) return -1;
    const record = recordOf(this.fields(bytes), 0);
    const kind = KIND_NUMBER.get(classify(record.errorCode, record.errorMessage))!;
    this.refusalKinds[this.refusals.intern(bytes, from, to)] = kind;
    return kind;
  }

  /** Pair of the requester, -1 when it was not refused in this file, -2 when the exact parser must tell. */
  private pair(bytes: Buffer, bucket: number): number {
    const requester = this.requester(bytes);
    return requester < 0 ? requester : this.aggregate.evidence.pair(bucket, requester);
  }

  private isAnonymous(bytes: Buffer): boolean {
    return (
      isDash(bytes, this.tokens.starts[23]!, this.tokens.ends[23]!) &&
      isDash(bytes, this.tokens.starts[7]!, this.tokens.ends[7]!)
    );
  }

  /** Text number of the requester, -1 when no group names it, -2 when the exact parser must tell. */
  private requester(bytes: Buffer): number {
    const { interner } = this.aggregate;
    const from = this.tokens.starts[23]!;
    const to = this.tokens.ends[23]!;
    if (!isDash(bytes, from, to)) return interner.find(bytes, from, to);
    const keyFrom = this.tokens.starts[7]!;
    const keyTo = this.tokens.ends[7]!;
    if (isDash(bytes, keyFrom, keyTo)) {
      if (this.anonymous < 0) this.anonymous = interner.findText('anonymous');
      return this.anonymous;
    }
    if (keyTo - keyFrom > 200 || !isName(bytes, keyFrom, keyTo)) return -2;
    bytes.copy(this.scratch, 4, keyFrom, keyTo);
    return interner.find(this.scratch, 0, 4 + keyTo - keyFrom);
  }

  private requesterText(bytes: Buffer): string {
    if (!isDash(bytes, this.tokens.starts[23]!, this.tokens.ends[23]!)) return this.text(bytes, 23);
    return this.isAnonymous(bytes) ? 'anonymous' : `key:${this.text(bytes, 7)}`;
  }

  /** Is the path of the record field 12 byte by byte? Not so for secrets, for `/` of an object, and with a path-style host. */
  private isPlainPath(bytes: Buffer, from: number, to: number): boolean {
    if (bytes[from] !== 47 || to - from > LONGEST_PATH) return false;
    const { starts, ends } = this.tokens;
    const host = starts[4]!;
    if ((bytes[host]! | 32) === 99 && (bytes[host + 1]! | 32) === 111 && (bytes[host + 2]! | 32) === 115) {
      // `cos.<region>…` unless it is a bucket whose name begins like that.
      const dot = bytes[host + 3];
      if (dot === 46 || dot === 45) return false;
    }
    for (let i = from; i < to; i++) if (bytes[i]! >= 0x80) return false;
    if (!cannotHoldSecret(bytes, from, to)) return false;
    if (to - from > 1) return true;
    // `/`: the request line must say the same.
    let at = starts[29]!;
    const end = ends[29]!;
    while (at < end && bytes[at] !== 32) at++;
    if (bytes[at + 1] !== 47) return false;
    const next = bytes[at + 2];
    return next === 32 || next === 63;
  }
}

function isDash(bytes: Uint8Array, from: number, to: number): boolean {
  return to - from === 1 && bytes[from] === 45;
}

/** `-` or digits and colons: the only forms of field 24 that need no second look. */
function isRequester(bytes: Uint8Array, from: number, to: number): boolean {
  if (isDash(bytes, from, to)) return true;
  if (to - from > 100 || to === from) return false;
  for (let i = from; i < to; i++) if (bytes[i]! < 48 || bytes[i]! > 58) return false;
  return true;
}

/** Letters, digits, `.`, `-` and `_`: text that is the same as its bytes and holds no secret. */
function isName(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from > 256 || to === from) return false;
  for (let i = from; i < to; i++) {
    const c = bytes[i]! | 32;
    if (
      (c < 97 || c > 122) &&
      (bytes[i]! < 48 || bytes[i]! > 57) &&
      bytes[i] !== 45 &&
      bytes[i] !== 46 &&
      bytes[i] !== 95
    )
      return false;
  }
  return true;
}

/** GET or HEAD as real logs write them. */
function isReading(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from === 3) return bytes[from] === 71 && bytes[from + 1] === 69 && bytes[from + 2] === 84;
  return (
    to - from === 4 && bytes[from] === 72 && bytes[from + 1] === 69 && bytes[from + 2] === 65 && bytes[from + 3] === 68
  );
}
