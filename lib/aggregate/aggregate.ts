import { isoTime } from '../accesslog/event-time.js';
import type { Kernel } from '../accesslog/kernel.js';
import type { AccessRecord, RejectReason } from '../accesslog/record.js';
import { actionOf, isSettingsChange } from '../denial/action.js';
import { classify } from '../denial/classify.js';
import { hostStyle } from '../denial/host-style.js';
import { KINDS, type Kind } from '../denial/kinds.js';
import { normaliseMessage } from '../denial/message.js';
import { extensionThatMatters, pathForm } from '../denial/path-form.js';
import { requesterOf } from '../denial/requester.js';
import { conditionParams, decodedKey, halfHours, prefixOf, refererForm, signingOf } from '../denial/shape.js';
import { Changes } from './changes.js';
import { Evidence, type EvidenceStore } from './evidence.js';
import { Selection } from './filters.js';
import { Groups } from './groups.js';
import { Interner } from './interner.js';
import { KernelEvidence } from './kernel-evidence.js';
import { type AggregateOptions, LIST, LISTS, MAX_BUCKETS, MAX_VALUE_BYTES, SLOT_MS } from './options.js';
import { grown, PairTable } from './pair-table.js';
import { SampleStore, sampleRank } from './sample-store.js';
import { ScannerStore } from './scanner-store.js';
import { FLAG_NO_VPC, FLAG_TOKEN, FLAG_VPC, ShapeStore } from './shape-store.js';
import { Sketch, SketchBudget } from './sketch.js';
import { Slots } from './slots.js';
import { BASIS, endHash, hashOn, hashOnBytes, stableTextHash } from './text-hash.js';
import { ValueLists } from './value-lists.js';

/** Number of each kind in columns: its place in the contract's order. */
export const KIND_NUMBER: ReadonlyMap<Kind, number> = new Map(KINDS.map((kind, i) => [kind, i]));
export const ANONYMOUS = 'anonymous';
/** Longest user agent and referer that are kept whole. Characters. */
export const MAX_HEADER = 512;

/** Texts that are remembered to be found quickly. */
const REMEMBERED = 4000;

/** What code and message of a denial tell. */
export interface Refusal {
  readonly kind: Kind;
  readonly number: number;
  /** Numbers of the code and of the message, variable parts replaced. */
  readonly codeId: number;
  readonly messageId: number;
}

/** What was read, as `inputs` of the scan result tells it. */
export interface InputCounts {
  files: number;
  /** Uncompressed. */
  bytes: number;
  lines: number;
  rejectedLines: number;
  damagedFiles: number;
}

/** The growing aggregate: counts of all records and everything that is known of the denials, in bounded memory. */
export class Aggregate {
  readonly interner: Interner;
  readonly groups: Groups;
  readonly lists: ValueLists;
  readonly shapes: ShapeStore;
  readonly samples: SampleStore;
  readonly scanners: ScannerStore;
  readonly slots = new Slots();
  readonly changes = new Changes();
  evidence: EvidenceStore;
  readonly selection: Selection;
  readonly countsSlots: boolean;

  readonly inputs: InputCounts = { files: 0, bytes: 0, lines: 0, rejectedLines: 0, damagedFiles: 0 };
  readonly rejected = new Map<RejectReason, number>();
  requests = 0;
  denials = 0;
  excluded = 0;
  status402 = 0;
  status451 = 0;
  fromMs = Number.POSITIVE_INFINITY;
  toMs = Number.NEGATIVE_INFINITY;
  othersDenials = 0;
  readonly othersGroups = new Sketch(new SketchBudget());
  private readonly othersBases = new Map<number, number>();
  /** (text of the bucket, 0) → row */
  private readonly bucketTable = new PairTable();
  bucketRequests = new Float64Array(256);
  bucketDenials = new Float64Array(256);
  bucketsRestRequests = 0;
  bucketsRestDenials = 0;
  private scratch = Buffer.allocUnsafe(MAX_VALUE_BYTES * 4);
  private readonly refusals = new Map<string, Refusal>();
  private readonly textIds = new Map<string, number>();

  /** `kernel`: what the files are read with, if not line by line. */
  constructor(
    readonly options: AggregateOptions = {},
    kernel: Kernel | null = null,
  ) {
    this.interner = new Interner(options.hashSeed);
    this.groups = new Groups(this.interner, options.maxGroups ?? 100_000, options.detailGroups ?? 10_000);
    this.lists = new ValueLists(this.interner);
    this.shapes = new ShapeStore(this.interner);
    this.samples = new SampleStore(this.interner);
    this.scanners = new ScannerStore(this.interner);
    this.evidence = kernel === null ? new Evidence(this.interner) : new KernelEvidence(kernel, this.interner);
    this.selection = new Selection(options);
    this.countsSlots = options.slots ?? true;
  }

  /** Between files: what comes next is counted without the kernel. */
  letKernelGo(): void {
    this.evidence = new Evidence(this.interner);
  }

  get bucketCount(): number {
    return this.bucketTable.size;
  }

  /** Text number of a bucket's name. */
  bucketName(row: number): number {
    return this.bucketTable.a(row);
  }

  /** Row of a bucket by its text number, -1 beyond the cap. */
  bucketRow(name: number): number {
    const row = this.bucketTable.find(name, 0);
    if (row >= 0 || this.bucketTable.size >= MAX_BUCKETS) return row;
    const added = this.bucketTable.add(name, 0);
    if (added === this.bucketRequests.length) {
      this.bucketRequests = grown(this.bucketRequests);
      this.bucketDenials = grown(this.bucketDenials);
    }
    return added;
  }

  reject(reason: RejectReason): void {
    this.inputs.rejectedLines++;
    this.rejected.set(reason, (this.rejected.get(reason) ?? 0) + 1);
  }

  /** What requesters succeed with is told per log file: one begins. */
  beginFile(): void {
    this.evidence.reset();
  }

  /** The file is at its end: what its refused requesters succeeded with goes to their groups. */
  endFile(): void {
    const { groups, lists } = this;
    const list = (group: number, name: number, id: number, n: number) => {
      const detail = groups.details[group]!;
      if (detail >= 0) lists.addId(detail * LISTS.length + name, id, n);
    };
    this.evidence.finish(
      {
        count: (group, n) => {
          groups.succeeded[group]! += n;
        },
        action: (group, action, n) => list(group, LIST.succeededActions, action, n),
        prefix: (group, prefix, n) => list(group, LIST.succeededPrefixes, prefix, n),
      },
      (bucket, ip) => this.noteAddress(bucket, ip),
    );
  }

  /** Counts one record. */
  add(record: AccessRecord): void {
    if (!this.selection.record(record)) return;
    const bucket = this.bucketRow(this.interner.internText(record.bucket));
    const slotRow = this.countRequest(bucket, record.eventTimeMs);
    if (this.selection.isSelf(record.requester)) {
      this.excluded++;
      return;
    }
    if (record.status === 403) this.addDenial(record, bucket, slotRow);
    else if (record.status === 402) this.status402++;
    else if (record.status === 451) this.status451++;
    else if (record.status < 400) this.addSuccess(record, bucket);
  }

  /** Counts a request of a bucket; returns its slot's row, -1 without one. */
  countRequest(bucket: number, timeMs: number): number {
    this.requests++;
    if (timeMs < this.fromMs) this.fromMs = timeMs;
    if (timeMs > this.toMs) this.toMs = timeMs;
    if (bucket < 0) {
      this.bucketsRestRequests++;
      return -1;
    }
    this.bucketRequests[bucket]!++;
    if (!this.countsSlots || timeMs < 0) return -1;
    const row = this.slots.row(bucket, Math.floor(timeMs / SLOT_MS));
    if (row >= 0) this.slots.requests[row]!++;
    return row;
  }

  /** Counts requests of a bucket that were counted by slot already: `slot` is a number of 5 minutes since the epoch. */
  countRequests(bucket: number, slot: number, n: number): void {
    this.requests += n;
    this.bucketRequests[bucket]! += n;
    if (!this.countsSlots) return;
    const row = this.slots.row(bucket, slot, n);
    if (row >= 0) this.slots.requests[row]! += n;
  }

  /** Widens the window of what was read. Ms UTC. */
  sawTimes(fromMs: number, toMs: number): void {
    if (fromMs < this.fromMs) this.fromMs = fromMs;
    if (toMs > this.toMs) this.toMs = toMs;
  }

  /** The group's number, made when there is room; -1 when it belongs to the others. */
  group(bucket: number, kind: number, requester: number): number {
    const found = this.groups.find(bucket, kind, requester);
    if (found >= 0 || this.groups.full) return found;
    const group = this.groups.add(bucket, kind, requester);
    const detail = this.groups.details[group]!;
    if (detail >= 0) this.lists.open(detail);
    return group;
  }

  /** Denials of a group for which there was no room. */
  addOthers(bucket: number, kind: number, requester: string, n: number): void {
    this.others(hashOn(this.othersBasis(bucket, kind), requester), n);
  }

  /** The same for one denial of a requester given by ASCII bytes. */
  addOthersFromBytes(bucket: number, kind: number, requester: Uint8Array, from: number, to: number): void {
    this.others(hashOnBytes(this.othersBasis(bucket, kind), requester, from, to), 1);
  }

  private others(identity: number, n: number): void {
    this.othersDenials += n;
    this.othersGroups.add(endHash(identity), endHash(hashOn(identity, ' ')));
  }

  /** Hash of what stands before the requester in a group's identity. */
  private othersBasis(bucket: number, kind: number): number {
    const place = (bucket + 1) * 32 + kind;
    let basis = this.othersBases.get(place);
    if (basis === undefined) {
      const name = bucket < 0 ? '' : this.interner.text(this.bucketName(bucket));
      basis = hashOn(BASIS, `${name} ${KINDS[kind]} `);
      this.othersBases.set(place, basis);
    }
    return basis;
  }

  private addDenial(record: AccessRecord, bucket: number, slotRow: number): void {
    const refusal = this.refusal(record);
    const { kind, number } = refusal;
    const requester = requesterOf(record);
    if (!this.selection.group(kind, requester)) return;
    this.denials++;
    if (bucket < 0) this.bucketsRestDenials++;
    else this.bucketDenials[bucket]!++;
    if (slotRow >= 0) this.slots.countKind(slotRow, number, 1);
    const known = bucket < 0 ? -1 : this.interner.findText(requester);
    let group = known < 0 ? -1 : this.groups.find(bucket, number, known);
    if (group < 0 && bucket >= 0 && !this.groups.full)
      group = this.group(bucket, number, this.interner.internText(requester));
    if (group < 0) {
      this.addOthers(bucket, number, requester, 1);
      return;
    }
    const timeMs = record.eventTimeMs;
    this.groups.count(group, 1, timeMs, timeMs);
    if (slotRow >= 0) this.slots.countGroup(group, Math.floor(timeMs / SLOT_MS), 1);
    this.evidence.denied(bucket, this.groups.requester(group), group, stableTextHash(record.path), timeMs);
    const detail = this.groups.details[group]!;
    if (detail < 0) return;
    this.addDetail(record, refusal, detail, requester);
    if (requester === ANONYMOUS) this.evidence.deniedAddress(bucket, record.remoteIp);
  }

  private addDetail(record: AccessRecord, refusal: Refusal, detail: number, requester: string): void {
    const action = actionOf(record);
    const base = detail * LISTS.length;
    this.lists.addId(base + LIST.codes, refusal.codeId, 1);
    this.lists.addId(base + LIST.messages, refusal.messageId, 1);
    this.addValue(base + LIST.actions, action);
    this.addValue(base + LIST.accessKeys, record.accessKeyId);
    this.addValue(base + LIST.remoteIps, record.remoteIp);
    this.addValue(base + LIST.paths, cut(record.path, MAX_VALUE_BYTES));
    this.addValue(base + LIST.userAgents, cut(record.userAgent, MAX_HEADER));
    this.addValue(base + LIST.hosts, record.host);
    this.addValue(base + LIST.referers, cut(record.referer, MAX_HEADER));
    this.addShape(record, refusal.kind, detail, action);
    const rank = sampleRank(record.requestId, record.eventTimeMs, record.path, record.remoteIp);
    if (this.samples.wants(detail, rank)) {
      this.samples.add(detail, rank, record.eventTimeMs, [
        record.requestId,
        action,
        record.method,
        cut(record.path, MAX_VALUE_BYTES),
        record.remoteIp,
        record.host,
        cut(record.userAgent, MAX_HEADER),
        cut(record.referer, MAX_HEADER),
        record.accessKeyId,
      ]);
    }
    if (requester === ANONYMOUS) this.scanners.denied(detail, record.remoteIp, stableTextHash(record.path));
  }

  private addShape(record: AccessRecord, kind: Kind, detail: number, action: string): void {
    if (!this.shapes.hasRoom && this.shapes.size(detail) > 0) {
      this.shapes.addRest(detail, 1);
      return;
    }
    const signing = signingOf(record);
    const texts = [
      action,
      record.method,
      record.accessKeyId,
      signing.signedBy,
      signing.validity,
      signing.keyForm,
      hostStyle(record.host, action),
      record.host,
      record.logSource,
      record.storageClass,
      refererForm(record.referer),
      record.accountId,
      record.region,
      pathForm(record.path),
      extensionThatMatters(record.path),
    ].map((text) => this.textId(text));
    const flags =
      (signing.securityToken ? FLAG_TOKEN : 0) |
      (record.fromVpc === null ? 0 : record.fromVpc ? FLAG_VPC : FLAG_NO_VPC);
    const shape = this.shapes.shape(detail, texts, flags, halfHours(signing, kind) ?? 0);
    if (shape < 0) {
      this.shapes.addRest(detail, 1);
      return;
    }
    this.shapes.count(shape, record.eventTimeMs, signing);
    const params = conditionParams(record.query);
    const path = cut(decodedKey(record.path), MAX_VALUE_BYTES);
    this.shapes.request(shape, path, record.remoteIp, params === null ? '' : JSON.stringify(params), 1);
  }

  private addSuccess(record: AccessRecord, bucket: number): void {
    if (record.status < 300 && record.method !== 'GET' && record.method !== 'HEAD') this.noteChange(record);
    if (this.evidence.empty) return;
    const requester = requesterOf(record);
    const known = this.interner.findText(requester);
    if (known < 0) return;
    const pair = this.evidence.pair(bucket, known);
    if (pair < 0) return;
    const timeMs = record.eventTimeMs;
    const action = this.interner.internText(actionOf(record));
    const length = this.encode(cut(prefixOf(record.path), MAX_HEADER));
    this.evidence.succeeded(pair, action, this.scratch, 0, length);
    if (requester === ANONYMOUS) this.evidence.succeededAddress(bucket, record.remoteIp);
    if (this.evidence.waits(pair, timeMs)) {
      this.evidence.heal(pair, stableTextHash(record.path), timeMs, (group) => {
        this.groups.healed[group]!++;
      });
    }
  }

  private noteChange(record: AccessRecord): void {
    const action = actionOf(record);
    if (!isSettingsChange(action)) return;
    this.changes.add({
      time: isoTime(record.eventTimeMs),
      bucket: record.bucket,
      action,
      requester: requesterOf(record),
    });
  }

  private noteAddress(bucket: number, ip: string): void {
    const anonymous = this.interner.findText(ANONYMOUS);
    for (let kind = 0; kind < KINDS.length; kind++) {
      const group = this.groups.find(bucket, kind, anonymous);
      if (group >= 0 && this.groups.details[group]! >= 0) this.scanners.succeeded(this.groups.details[group]!, ip);
    }
  }

  /** Kind and counted form of a refusal; the few that occur are remembered. */
  refusal(record: AccessRecord): Refusal {
    const key = `${record.errorCode} ${record.errorMessage}`;
    let refusal = this.refusals.get(key);
    if (refusal === undefined) {
      const kind = classify(record.errorCode, record.errorMessage);
      refusal = {
        kind,
        number: KIND_NUMBER.get(kind)!,
        codeId: this.textId(record.errorCode),
        messageId: this.textId(normaliseMessage(record.errorMessage)),
      };
      if (this.refusals.size < REMEMBERED && key.length < 500) this.refusals.set(key, refusal);
    }
    return refusal;
  }

  /** Number of a text that is kept; short ones that come again and again are found without their bytes. */
  textId(text: string): number {
    let id = this.textIds.get(text);
    if (id === undefined) {
      id = this.interner.internText(text);
      // A text of its own: a part of a line would keep the whole line.
      if (this.textIds.size < REMEMBERED && text.length < 100) this.textIds.set(this.interner.text(id), id);
    }
    return id;
  }

  /** Counts a value of a list; it is kept only where the list has room. */
  addValue(list: number, text: string): void {
    const id = this.textIds.get(text);
    if (id !== undefined) this.lists.addId(list, id, 1);
    else this.lists.add(list, this.scratch, 0, this.encode(text), 1);
  }

  private encode(text: string): number {
    if (text.length * 3 > this.scratch.length) this.scratch = Buffer.allocUnsafe(text.length * 3);
    // `lists.add` reads it at once.
    return this.scratch.write(text, 0, 'utf8');
  }
}

/** Shortens a text; `…` tells that it was longer. */
export function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
