// Lines of a log, counted from bytes. What this file does not fully understand it leaves to the caller's exact parser; both count the same
// for every line (a property test holds them equal).

import {
  bucketOf, clearTexts, equal, eventOf, findAgain, findRecord, internText, lastPair, numberOf, setBucketOf, setEventOf, setLastPair,
} from './dictionary';
import { denied, heal, healedFull, noPairs, pairOf, succeeded, succeededAddress, waits } from './evidence';
import { isAddress, isAscii, isName, isPlainPath, isReading, isRequester } from './forms';
import { CARRY, MAX_LINE, MINUTE_TEXT, SELF, TEXTS } from './layout';
import { countRequest, requestsFull } from './requests';
import {
  fieldCount, fieldEnd, fieldLength, fieldStart, isDash, lineEnd, lineFeed, readLine, stableHash, status,
} from './tokens';

/** What `next` stopped for. The caller answers and calls it again. */
const ALL_READ: i32 = 0;
/** The line `lineStart…lineFinish` is the exact parser's. */
const EXACT: i32 = 1;
/** A line beyond 1 MiB was skipped. */
const TOO_LONG: i32 = 2;
/** A denial whose fields and texts are ready. */
const DENIAL: i32 = 3;
/** The line waits for an answer: what its minute is, what its bucket or event means, whether it passes a filter. */
const ASK_MINUTE: i32 = 4;
const ASK_BUCKET: i32 = 5;
const ASK_EVENT: i32 = 6;
const ASK_FILTER: i32 = 7;
/** Counts must be taken before the next line. */
const DRAIN: i32 = 8;
/** Inner result: the line was counted. */
const COUNTED: i32 = 9;

/** Forms of requesters in pairs: field 24, a key, nobody. */
const BY_ID: u32 = 0;
const BY_KEY: u32 = 1;
const ANONYMOUS: u32 = 2;

let at: usize = 0;
let end: usize = 0;
let carried: u32 = 0;
let skipping: bool = false;
/** Where the scan goes on after the carried line. */
let resumeAt: usize = 0;
let resumeEnd: usize = 0;
let inCarry: bool = false;
let waiting: bool = false;
let passed: bool = false;
let current: usize = 0;
let finish: usize = 0;
/** Numbers of the texts that were found last. */
let lastBucket: i32 = -1;
let lastEvent: i32 = -1;
let minute: f64 = NaN;
let time: f64 = 0;
let bucketRow: u32 = 0;
let form: u32 = 0;
/** Its record, 0 for none, and its number. */
let requester: usize = 0;
let requesterText: i32 = -1;
let refusalText: i32 = -1;

let since: f64 = -Infinity;
let until: f64 = Infinity;
let asksFilter: bool = false;
let selves: u32 = 0;

let lines: u32 = 0;
let excluded: u32 = 0;
let status402: u32 = 0;
let status451: u32 = 0;

export function lineStart(): usize { return current; }
export function lineFinish(): usize { return finish; }
export function fields(): u32 { return fieldCount; }
export function lineTime(): f64 { return time; }
export function lineBucket(): u32 { return bucketRow; }
/** The form of the denial's requester, its text's number and that of code and message; -1 when there was no room for one. */
export function requesterForm(): u32 { return form; }
export function requesterNumber(): i32 { return requesterText; }
export function refusalNumber(): i32 { return refusalText; }
export function lineCount(): u32 { return lines; }
export function excludedCount(): u32 { return excluded; }
export function paymentCount(): u32 { return status402; }
export function legalCount(): u32 { return status451; }

/** Which lines count. Seconds since the epoch; `asks`: the caller sees every line. `known`: identities of the tool at SELF. */
export function setFilters(from: f64, to: f64, asks: bool, known: u32): void {
  since = from;
  until = to;
  asksFilter = asks;
  selves = known;
}

export function clearCounts(): void {
  lines = 0;
  excluded = 0;
  status402 = 0;
  status451 = 0;
}

/** Answers ASK_MINUTE: seconds since the epoch at which the minute of the line begins. */
export function setMinute(seconds: f64): void {
  minute = seconds;
  memory.copy(MINUTE_TEXT, fieldStart(3), 17);
}

/** Answers ASK_BUCKET: the row, -1 for a bucket whose lines do not count. `false`: no more buckets can be held. */
export function setBucket(row: i32): bool {
  const id = internText(fieldStart(1), fieldLength(1), true);
  if (id < 0) return false;
  setBucketOf(id, row < 0 ? -1 : row + 1);
  return true;
}

/** Answers ASK_EVENT: the number of the event's action, -1 when method and query must tell. `false`: no more events can be held. */
export function setEvent(action: i32, changes: bool): bool {
  const id = internText(fieldStart(5), fieldLength(5), true);
  if (id < 0) return false;
  setEventOf(id, (<u32>(action + 2) << 1) | (changes ? 1 : 0));
  return true;
}

/** Answers ASK_FILTER: the line counts. */
export function setPassed(): void {
  passed = true;
}

/** The caller has dealt with the line that waits. */
export function settle(): void {
  waiting = false;
  passed = false;
}

/** Gives bytes to read. Everything of the piece before must be read. */
export function feed(from: usize, to: usize): void {
  at = from;
  end = to;
  if (carried > 0 || skipping) takeCarried();
}

/** Completes the line that the last piece began. */
function takeCarried(): void {
  const feedAt = lineFeed(at, end);
  const hasEnd = feedAt < end;
  keep(at, feedAt);
  if (!hasEnd) {
    at = end;
    return;
  }
  if (skipping) {
    at = feedAt;
    return;
  }
  store<u8>(CARRY + carried, 10);
  resumeAt = feedAt + 1;
  resumeEnd = end;
  at = CARRY;
  end = CARRY + carried + 1;
  inCarry = true;
}

function keep(from: usize, to: usize): void {
  if (skipping) return;
  const length = <u32>(to - from);
  if (carried + length > MAX_LINE) {
    skipping = true;
    carried = 0;
    return;
  }
  memory.copy(CARRY + carried, from, length);
  carried += length;
}

/** The input is at its end: its last line may have no line feed. */
export function finishLines(): void {
  at = CARRY;
  end = CARRY;
  if (skipping) {
    // Its end is told as if a line feed came.
    store<u8>(CARRY, 10);
    end = CARRY + 1;
  } else if (carried > 0) {
    store<u8>(CARRY + carried, 10);
    end = CARRY + carried + 1;
    resumeAt = 0;
    resumeEnd = 0;
    inCarry = true;
  }
}

/** A file begins: nothing is known of its texts. */
export function beginLines(): void {
  lastBucket = -1;
  lastEvent = -1;
  clearTexts();
  dropLine();
}

/** Forgets a line that was cut off by damage. */
export function dropLine(): void {
  carried = 0;
  skipping = false;
  inCarry = false;
  waiting = false;
  passed = false;
}

/** Reads on until the caller is needed. */
export function next(): i32 {
  for (;;) {
    if (!waiting) {
      if (requestsFull() || healedFull()) return DRAIN;
      const found = nextLine();
      if (found != COUNTED) return found;
    }
    waiting = false;
    const result = count();
    if (result == COUNTED) {
      passed = false;
      continue;
    }
    if (result >= ASK_MINUTE) waiting = true;
    else passed = false;
    return result;
  }
  return ALL_READ;
}

/** COUNTED: a line of the plain form is ready to be counted. */
function nextLine(): i32 {
  for (;;) {
    if (at >= end) {
      if (!inCarry) return ALL_READ;
      inCarry = false;
      carried = 0;
      at = resumeAt;
      end = resumeEnd;
      continue;
    }
    if (skipping) {
      // The line feed of a line that was too long.
      skipping = false;
      carried = 0;
      at++;
      lines++;
      return TOO_LONG;
    }
    const plain = readLine(at, end);
    if (lineEnd >= end) {
      keep(at, end);
      at = end;
      continue;
    }
    current = at;
    finish = lineEnd;
    at = finish + 1;
    if (<u32>(finish - current) > MAX_LINE) {
      lines++;
      return TOO_LONG;
    }
    if (!plain && isBlank(current, finish)) continue;
    lines++;
    if (!plain) return EXACT;
    const first = load<u8>(current);
    // A brace, also behind white space, opens a CLS record.
    return first > 32 && first < 128 && first != 123 ? COUNTED : EXACT;
  }
  return ALL_READ;
}

function isBlank(from: usize, to: usize): bool {
  for (; from < to; from++) {
    const c = load<u8>(from);
    if (c != 32 && c != 13 && c != 9) return false;
  }
  return true;
}

function count(): i32 {
  // 2026-11-22T00:00:05Z
  const written = fieldStart(3);
  if (fieldLength(3) != 20 || load<u8>(written, 19) != 90) return EXACT;
  const tens = <u32>load<u8>(written, 17) - 48;
  const ones = <u32>load<u8>(written, 18) - 48;
  if (tens > 5 || ones > 9) return EXACT;
  if (
    load<u64>(written) != load<u64>(MINUTE_TEXT) ||
    load<u64>(written, 8) != load<u64>(MINUTE_TEXT, 8) ||
    load<u8>(written, 16) != load<u8>(MINUTE_TEXT, 16)
  ) return ASK_MINUTE;
  time = minute + <f64>(tens * 10 + ones);
  if (!isRequester()) return EXACT;
  if (time < since || time >= until) return COUNTED;
  if (asksFilter && !passed) return ASK_FILTER;
  const name = findAgain(lastBucket, fieldStart(1), fieldLength(1));
  const bucket = name == 0 ? 0 : bucketOf(name);
  if (bucket == 0) return ASK_BUCKET;
  lastBucket = numberOf(name);
  if (bucket < 0) return COUNTED;
  bucketRow = bucket - 1;
  if (selves != 0 && isSelf()) {
    countRequest(bucketRow, time);
    excluded++;
    return COUNTED;
  }
  const code = status();
  if (code < 400) return success(code);
  if (code == 403) return denial();
  countRequest(bucketRow, time);
  if (code == 402) status402++;
  else if (code == 451) status451++;
  return COUNTED;
}

/** Is field 24, or what follows its first colon, one of the tool's identities? */
function isSelf(): bool {
  const from = fieldStart(23);
  const to = fieldEnd(23);
  let colon = from;
  while (colon < to && load<u8>(colon) != 58) colon++;
  const part = colon < to ? colon + 1 : from;
  for (let i: u32 = 0; i < selves; i++) {
    const entry = SELF + i * 64;
    const length: u32 = load<u8>(entry);
    if (<u32>(to - from) == length && equal(from, entry + 1, length)) return true;
    if (<u32>(to - part) == length && equal(part, entry + 1, length)) return true;
  }
  return false;
}

/** Form and text of the requester; `false`: the exact parser must tell. A text that was never refused need not be held. */
function readRequester(): bool {
  if (!isDash(23)) {
    form = BY_ID;
    requester = findRecord(fieldStart(23), fieldLength(23));
    return true;
  }
  if (isDash(7)) {
    form = ANONYMOUS;
    requester = 0;
    return true;
  }
  form = BY_KEY;
  if (!isName(7, 200)) return false;
  requester = findRecord(fieldStart(7), fieldLength(7));
  return true;
}

/** The pair of the requester that was read, -1 for none. */
function currentPair(): i32 {
  if (form == ANONYMOUS) return pairOf(bucketRow, form, 0);
  if (requester == 0) return -1;
  // Most requesters use one bucket: the pair found last is the one.
  const place = (bucketRow << 2) | form;
  let pair = lastPair(requester, place);
  if (pair != -2) return pair;
  pair = pairOf(bucketRow, form, numberOf(requester));
  if (pair >= 0) setLastPair(requester, place, pair);
  return pair;
}

function success(code: u32): i32 {
  const changing = code < 300 && !isReading();
  let pair: i32 = -1;
  if (!noPairs()) {
    if (!readRequester()) return EXACT;
    pair = currentPair();
  }
  if (!changing && pair < 0) {
    countRequest(bucketRow, time);
    return COUNTED;
  }
  const name = findAgain(lastEvent, fieldStart(5), fieldLength(5));
  const event = name == 0 ? 0 : eventOf(name);
  if (event == 0) return ASK_EVENT;
  lastEvent = numberOf(name);
  const action = <i32>(event >> 1) - 2;
  if (action < 0 || (changing && (event & 1) != 0)) return EXACT;
  if (pair < 0) {
    countRequest(bucketRow, time);
    return COUNTED;
  }
  const from = fieldStart(11);
  const to = fieldEnd(11);
  if (!isPlainPath() || !isAddress()) return EXACT;
  let slash = from + 1;
  for (; slash < to && load<u8>(slash) != 47; slash++) if (load<u8>(slash) == 37) return EXACT;
  if (slash - from > 500) return EXACT;
  countRequest(bucketRow, time);
  // A key without a folder lies in `/`.
  succeeded(pair, action, from, slash < to ? <u32>(slash + 1 - from) : 1);
  if (form == ANONYMOUS) succeededAddress(bucketRow, fieldStart(6), fieldLength(6));
  if (waits(pair, time)) heal(pair, stableHash(from, to), time);
  return COUNTED;
}

/** Fields of a denial whose texts the caller gets as numbers: region, host, event, address, key, method, agent, log source, storage class,
 * account, referer. */
const TEXT_FIELDS: StaticArray<u8> = [2, 4, 5, 6, 7, 12, 13, 19, 20, 21, 28];
const TEXT_COUNT: u32 = 11;

function denial(): i32 {
  if (!isPlainPath() || !isAddress() || !isAscii(current, finish)) return EXACT;
  if (!readRequester()) return EXACT;
  requesterText = requester == 0 ? -1 : <i32>numberOf(requester);
  if (form == ANONYMOUS) requesterText = 0;
  else if (requester == 0) {
    const field: u32 = form == BY_KEY ? 7 : 23;
    requesterText = internText(fieldStart(field), fieldLength(field), false);
  }
  // Code and message, with what stands between them.
  const refusal = fieldStart(15);
  refusalText = internText(refusal, <u32>(fieldEnd(16) - refusal), false);
  return DENIAL;
}

/** Numbers the texts of the denial, -1 for those that find no room: only asked for where a group has detail. */
export function readTexts(): void {
  for (let i: u32 = 0; i < TEXT_COUNT; i++) {
    const field: u32 = unchecked(TEXT_FIELDS[i]);
    store<i32>(TEXTS + (i << 2), internText(fieldStart(field), fieldLength(field), false));
  }
}

/** A denial of this line belongs to a group: its requester's text is `text`. Returns the hash of its path. */
export function deniedHere(group: u32, text: u32): u32 {
  const hash = stableHash(fieldStart(11), fieldEnd(11));
  denied(bucketRow, form, text, group, hash, time);
  return hash;
}
