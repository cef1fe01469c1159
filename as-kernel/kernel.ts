// What a log file is read with: inflate, lines, counts of requests and evidence, over one memory.

export {
  begin, inputAt, inputPosition, inputSize, outputEnd, run, slide, unusedByte, unusedBytes,
} from './inflate';
export {
  beginLines, clearCounts, deniedHere, dropLine, excludedCount, feed, fields, finishLines, legalCount, lineBucket, lineCount, lineFinish, lineStart, lineTime, next,
  paymentCount, readTexts, refusalNumber, requesterForm, requesterNumber, setBucket, setEvent, setFilters, setMinute, setPassed, settle,
} from './lines';
export { clearRequests, countEntries, firstTime, lastTime, setSlotSeconds } from './requests';
export {
  clearEvidence, clearHealed, denied, deniedAddress, heal, healedEntries, noPairs, pairOf, pourAll, succeeded, succeededAddress, waits,
} from './evidence';
export { findText, internText, setSeed, textAt, textLength } from './dictionary';

import { COUNTS, ENDS, HEALED, SCRATCH, SCRATCH_SIZE, SELF, STARTS, TEXTS } from './layout';
import { tableAt } from './table';
import { tallyAt } from './tally';

export function startsAt(): usize { return STARTS; }
export function endsAt(): usize { return ENDS; }
export function textsAt(): usize { return TEXTS; }
export function selfAt(): usize { return SELF; }
export function countsAt(): usize { return COUNTS; }
export function healedAt(): usize { return HEALED; }
export function scratchAt(): usize { return SCRATCH; }
export function scratchSize(): u32 { return SCRATCH_SIZE; }
/** Rows of a table of evidence. */
export function rowsAt(table: u32): usize { return tableAt(table).rows; }
export function rowCount(table: u32): u32 { return tableAt(table).size; }
/** Places of a tally of evidence, free ones with count 0. */
export function placesAt(tally: u32): usize { return tallyAt(tally).entries; }
export function placeCount(tally: u32): u32 { return tallyAt(tally).size == 0 ? 0 : tallyAt(tally).mask + 1; }
