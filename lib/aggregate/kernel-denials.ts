import { BY_KEY, type Kernel, NOBODY } from '../accesslog/kernel.js';
import { name, recordOf, startTimeMs } from '../accesslog/parse-line.js';
import { hostStyle } from '../denial/host-style.js';
import { extensionThatMatters, pathForm } from '../denial/path-form.js';
import { decodedKey, halfHours, signingOf } from '../denial/shape.js';
import { type Aggregate, ANONYMOUS, cut, type Refusal } from './aggregate.js';
import { SAMPLE_TEXTS } from './columns.js';
import { stableHash } from './interner.js';
import { type Meaning, Meanings } from './meanings.js';
import { LIST, LISTS, MAX_VALUE_BYTES, SLOT_MS } from './options.js';
import { sampleRank } from './sample-store.js';
import { FLAG_NO_VPC, FLAG_TOKEN, FLAG_VPC, type Range, SHAPE_TEXTS } from './shape-store.js';
import { signedQuery } from './signed-query.js';

/** Fields of a line (index). */
const F_IP = 6;
const F_KEY = 7;
const F_PATH = 11;
const F_TIME = 18;
const F_REQUESTER = 23;
const F_REQUEST_ID = 24;
const F_REQUEST = 29;
const F_VPC = 30;

const NOBODY_NAME = Buffer.from(ANONYMOUS);
const KEY_PREFIX = 4;

/**
 * Counts a denial from the bytes of its line and the numbers that the kernel gave its texts. What a text means (a shortened referer, the
 * action of an event) is computed once for each text by the functions that the exact parser uses.
 */
export class KernelDenials {
  private readonly meanings = new Meanings();
  /** By number of the refusal's text. */
  private readonly refusals: (Refusal | undefined)[] = [];
  private readonly hostStyles = new Map<number, number>();
  private readonly texts = new Int32Array(SHAPE_TEXTS.length);
  private readonly sampleTexts = new Int32Array(SAMPLE_TEXTS.length);
  private readonly noAction: number;
  // Of the current line.
  private bytes: Buffer;
  private starts = 0;
  private ends = 0;
  private textsAt = 0;
  private name: Buffer;
  private nameFrom = 0;
  private nameTo = 0;
  /** `key:` and a key of at most 200 bytes. */
  private readonly keyName = Buffer.alloc(256, 'key:');

  constructor(
    private readonly aggregate: Aggregate,
    private readonly kernel: Kernel,
  ) {
    this.bytes = kernel.bytes;
    this.name = this.bytes;
    this.starts = kernel.call.startsAt() / 4;
    this.ends = kernel.call.endsAt() / 4;
    this.textsAt = kernel.call.textsAt() / 4;
    this.noAction = aggregate.textId('-');
  }

  /** `false`: nothing was counted, the exact parser shall look at the line. */
  count(): boolean {
    const { aggregate, kernel } = this;
    this.bytes = kernel.bytes;
    const refusal = this.refusal();
    if (refusal === null) return false;
    const form = kernel.call.requesterForm();
    const requesters = form === BY_KEY ? this.meanings.byKey : this.meanings.byId;
    const requesterText = form === NOBODY ? 0 : kernel.call.requesterNumber();
    if (aggregate.selection.filtersGroups && !aggregate.selection.group(refusal.kind, this.requester(form))) {
      return this.countOnly();
    }
    const bucket = kernel.call.lineBucket();
    const known = this.requesterId(form, requesters, requesterText);
    let group = known < 0 ? -1 : aggregate.groups.find(bucket, refusal.number, known);
    const detailed = group >= 0 ? aggregate.groups.details[group]! >= 0 : aggregate.groups.hasDetailRoom;
    if (detailed) {
      kernel.call.readTexts();
      this.bytes = kernel.bytes;
    }
    const action = detailed ? this.idOf(this.meanings.action) : this.noAction;
    // What the event does not tell, method and query do.
    if (detailed && action === this.noAction) return false;
    const timeMs = kernel.call.lineTime() * 1000;
    const slotRow = aggregate.countRequest(bucket, timeMs);
    aggregate.denials++;
    aggregate.bucketDenials[bucket]!++;
    if (slotRow >= 0) aggregate.slots.countKind(slotRow, refusal.number, 1);
    if (group < 0) {
      this.nameRequester(form);
      if (!aggregate.groups.full) {
        const id = known >= 0 ? known : aggregate.interner.intern(this.name, this.nameFrom, this.nameTo);
        group = aggregate.group(bucket, refusal.number, id);
      }
      if (group < 0) {
        aggregate.addOthersFromBytes(bucket, refusal.number, this.name, this.nameFrom, this.nameTo);
        return true;
      }
    }
    aggregate.groups.count(group, 1, timeMs, timeMs);
    if (slotRow >= 0) aggregate.slots.countGroup(group, Math.floor(timeMs / SLOT_MS), 1);
    const pathHash = this.evidence(group, form, requesters, requesterText);
    const detail = aggregate.groups.details[group]!;
    if (detail >= 0) this.detail(detail, refusal, action, timeMs, form, pathHash, bucket);
    return true;
  }

  /** A denial whose group is not asked for: a request all the same. */
  private countOnly(): boolean {
    this.aggregate.countRequest(this.kernel.call.lineBucket(), this.kernel.call.lineTime() * 1000);
    return true;
  }

  private evidence(group: number, form: number, requesters: Meaning, text: number): number {
    const { call } = this.kernel;
    let held = text;
    if (held < 0) {
      const from = this.from(requesters.field);
      held = form === NOBODY ? 0 : call.internText(from, this.to(requesters.field) - from, 1);
    }
    const hash = held < 0 ? 0 : call.deniedHere(group, held) >>> 0;
    this.bytes = this.kernel.bytes;
    return held < 0 ? stableHash(this.bytes, this.from(F_PATH), this.to(F_PATH)) : hash;
  }

  private detail(
    detail: number,
    refusal: Refusal,
    action: number,
    timeMs: number,
    form: number,
    pathHash: number,
    bucket: number,
  ): void {
    const { lists } = this.aggregate;
    const base = detail * LISTS.length;
    lists.addId(base + LIST.codes, refusal.codeId, 1);
    lists.addId(base + LIST.messages, refusal.messageId, 1);
    lists.addId(base + LIST.actions, action, 1);
    const key = this.listed(base + LIST.accessKeys, this.meanings.key);
    const ip = this.address(base + LIST.remoteIps);
    lists.add(base + LIST.paths, this.bytes, this.from(F_PATH), this.to(F_PATH), 1);
    const agent = this.listed(base + LIST.userAgents, this.meanings.agent);
    const host = this.listed(base + LIST.hosts, this.meanings.host);
    const referer = this.listed(base + LIST.referers, this.meanings.referer);
    this.shape(detail, refusal, action, timeMs);
    this.sample(detail, timeMs, action, { key, ip, agent, host, referer });
    if (form === NOBODY) {
      if (ip >= 0) this.aggregate.scanners.deniedId(detail, ip, pathHash);
      else this.aggregate.scanners.denied(detail, this.string(this.meanings.ip), pathHash);
      this.kernel.call.deniedAddress(bucket, this.from(F_IP), this.to(F_IP) - this.from(F_IP));
      this.bytes = this.kernel.bytes;
    }
  }

  /** Counts a value of a list; its number, -1 when it has none. */
  private listed(list: number, meaning: Meaning): number {
    const text = this.text(meaning.place);
    let id = meaning.get(text) - 1;
    if (id < 0 && text >= 0) id = this.idOf(meaning);
    if (id >= 0) this.aggregate.lists.addId(list, id, 1);
    else this.aggregate.addValue(list, this.string(meaning));
    return id;
  }

  /** Counts the address; its number, -1 when it has none. */
  private address(list: number): number {
    const { ip } = this.meanings;
    const from = this.from(F_IP);
    const to = this.to(F_IP);
    if (this.text(ip.place) >= 0 || !isDotted(this.bytes, from, to)) return this.listed(list, ip);
    const { lists, interner } = this.aggregate;
    lists.add(list, this.bytes, from, to, 1);
    return interner.find(this.bytes, from, to);
  }

  private shape(detail: number, refusal: Refusal, action: number, timeMs: number): void {
    const { aggregate, texts } = this;
    const { shapes, interner } = aggregate;
    if (!shapes.hasRoom && shapes.size(detail) > 0) {
      shapes.addRest(detail, 1);
      return;
    }
    const query = signedQuery(this.bytes, this.from(F_REQUEST), this.to(F_REQUEST));
    const accessKeyId = interner.text(this.idOf(this.meanings.key));
    const signing = signingOf({
      urlSignature: query.signature,
      accessKeyId,
      startTimeMs: query.signature === null ? 0 : this.startTime(timeMs),
    });
    const host = this.idOf(this.meanings.host);
    texts[0] = action;
    texts[1] = this.idOf(this.meanings.method);
    texts[2] = this.idOf(this.meanings.key);
    texts[3] = aggregate.textId(signing.signedBy);
    texts[4] = aggregate.textId(signing.validity);
    texts[5] = aggregate.textId(signing.keyForm);
    texts[6] = this.styleOf(host, action);
    texts[7] = host;
    texts[8] = this.idOf(this.meanings.source);
    texts[9] = this.idOf(this.meanings.storage);
    texts[10] = this.idOf(this.meanings.refererForm);
    texts[11] = this.idOf(this.meanings.account);
    texts[12] = this.idOf(this.meanings.region);
    const plain = isPlain(this.bytes, this.from(F_PATH), this.to(F_PATH));
    const path = plain ? '' : this.bytes.toString('latin1', this.from(F_PATH), this.to(F_PATH));
    texts[13] = aggregate.textId(plain ? 'plain' : pathForm(path));
    texts[14] = aggregate.textId(
      plain ? plainExtension(this.bytes, this.from(F_PATH), this.to(F_PATH)) : extensionThatMatters(path),
    );
    const flags = (signing.securityToken ? FLAG_TOKEN : 0) | this.vpcFlag();
    const shape = shapes.shape(detail, texts, flags, halfHours(signing, refusal.kind) ?? 0);
    if (shape < 0) {
      shapes.addRest(detail, 1);
      return;
    }
    shapes.count(shape, timeMs, signing);
    if (plain && isDotted(this.bytes, this.from(F_IP), this.to(F_IP))) {
      shapes.requestFromBytes(shape, this.bytes, this.range(F_PATH), this.range(F_IP), query.params);
      return;
    }
    const decoded = cut(decodedKey(plain ? this.latin(F_PATH) : path), MAX_VALUE_BYTES);
    shapes.request(shape, decoded, this.string(this.meanings.ip), query.params, 1);
  }

  private sample(
    detail: number,
    timeMs: number,
    action: number,
    ids: { key: number; ip: number; agent: number; host: number; referer: number },
  ): void {
    const { samples, interner } = this.aggregate;
    const from = this.from(F_REQUEST_ID);
    const to = this.to(F_REQUEST_ID);
    const rankOf = (id: string) => sampleRank(id, timeMs, this.latin(F_PATH), this.string(this.meanings.ip));
    const hasNone = to - from === 1 && this.bytes[from] === 45;
    const rank = hasNone ? rankOf('-') : stableHash(this.bytes, from, to);
    if (!samples.wants(detail, rank)) return;
    const written = this.latin(F_REQUEST_ID);
    const id = name(written);
    const asWritten = id === written;
    const text = (number: number, meaning: Meaning) =>
      number >= 0 ? number : interner.internText(this.string(meaning));
    const { sampleTexts: texts, meanings } = this;
    texts[0] = asWritten ? interner.intern(this.bytes, from, to) : interner.internText(id);
    texts[1] = action;
    texts[2] = this.idOf(meanings.method);
    texts[3] = interner.intern(this.bytes, this.from(F_PATH), this.to(F_PATH));
    texts[4] = text(ids.ip, meanings.ip);
    texts[5] = text(ids.host, meanings.host);
    texts[6] = text(ids.agent, meanings.agent);
    texts[7] = text(ids.referer, meanings.referer);
    texts[8] = text(ids.key, meanings.key);
    samples.addIds(detail, asWritten ? rank : rankOf(id), timeMs, texts);
  }

  /** Kind and texts of code and message; null when they are too many or too long to be remembered. */
  private refusal(): Refusal | null {
    const text = this.kernel.call.refusalNumber();
    if (text < 0) return null;
    const known = this.refusals[text];
    if (known !== undefined) return known;
    const words = this.kernel.words;
    const fields: string[] = [];
    for (let i = 0; i < this.kernel.call.fields(); i++) {
      fields.push(this.bytes.toString('latin1', words[this.starts + i], words[this.ends + i]));
    }
    const refusal = this.aggregate.refusal(recordOf(fields, 0));
    this.refusals[text] = refusal;
    return refusal;
  }

  private requesterId(form: number, requesters: Meaning, text: number): number {
    const { interner } = this.aggregate;
    if (form === NOBODY) return interner.findText(ANONYMOUS);
    const known = requesters.get(text) - 1;
    if (known >= 0) return known;
    this.nameRequester(form);
    const id = interner.find(this.name, this.nameFrom, this.nameTo);
    if (id >= 0) requesters.set(text, id);
    return id;
  }

  /** Where the bytes of the requester's name lie: ASCII, as the kernel's forms are. */
  private nameRequester(form: number): void {
    if (form === BY_KEY) {
      const from = this.from(F_KEY);
      this.nameTo = KEY_PREFIX + this.bytes.copy(this.keyName, KEY_PREFIX, from, this.to(F_KEY));
      this.nameFrom = 0;
      this.name = this.keyName;
    } else if (form === NOBODY) {
      this.name = NOBODY_NAME;
      this.nameFrom = 0;
      this.nameTo = NOBODY_NAME.length;
    } else {
      this.name = this.bytes;
      this.nameFrom = this.from(F_REQUESTER);
      this.nameTo = this.to(F_REQUESTER);
    }
  }

  private requester(form: number): string {
    if (form === NOBODY) return ANONYMOUS;
    return form === BY_KEY ? `key:${this.latin(F_KEY)}` : this.latin(F_REQUESTER);
  }

  /** Number of what a text means. */
  private idOf(meaning: Meaning): number {
    const text = this.text(meaning.place);
    const known = meaning.get(text);
    if (known > 0) return known - 1;
    const id = this.aggregate.textId(this.string(meaning));
    meaning.set(text, id);
    return id;
  }

  private string(meaning: Meaning): string {
    return meaning.of(this.latin(meaning.field));
  }

  private styleOf(host: number, action: number): number {
    const pair = host * 1_000_000 + action;
    let style = this.hostStyles.get(pair);
    if (style === undefined) {
      const { interner } = this.aggregate;
      style = this.aggregate.textId(hostStyle(interner.text(host), interner.text(action)));
      if (this.hostStyles.size < 10_000) this.hostStyles.set(pair, style);
    }
    return style;
  }

  private startTime(timeMs: number): number {
    return startTimeMs(timeMs, this.latin(F_TIME), name(this.latin(F_REQUEST_ID)));
  }

  private vpcFlag(): number {
    if (this.kernel.call.fields() <= F_VPC) return 0;
    const to = this.to(F_VPC);
    const from = this.from(F_VPC);
    if (to - from === 1 && this.bytes[from] === 45) return FLAG_NO_VPC;
    for (let i = from; i < to; i++) if (this.bytes[i] !== 48) return FLAG_VPC;
    return FLAG_NO_VPC;
  }

  private text(place: number): number {
    return this.kernel.words[this.textsAt + place]!;
  }

  private from(field: number): number {
    return this.kernel.words[this.starts + field]!;
  }

  private to(field: number): number {
    return this.kernel.words[this.ends + field]!;
  }

  private range(field: number): Range {
    return { from: this.from(field), to: this.to(field) };
  }

  private latin(field: number): string {
    return this.bytes.toString('latin1', this.from(field), this.to(field));
  }
}

/** Digits and dots: an address that is its own meaning. */
function isDotted(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i]! < 46 || bytes[i]! > 57 || bytes[i] === 47) return false;
  return from < to;
}

/** Letters, digits and `/._~-` without `//`: a path that is the same decoded. */
function isPlain(bytes: Uint8Array, from: number, to: number): boolean {
  let before = 0;
  for (let i = from; i < to; i++) {
    const c = bytes[i]!;
    if (PLAIN[c] === 0 || (c === 47 && before === 47)) return false;
    before = c;
  }
  return true;
}

const PLAIN = new Uint8Array(256);
for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._~-') PLAIN[c.charCodeAt(0)] = 1;

function plainExtension(bytes: Buffer, from: number, to: number): string {
  return to - from >= 4 && bytes[to - 4] === 46 ? extensionThatMatters(bytes.toString('latin1', to - 4, to)) : '';
}
