// What a log file is read with: inflate, lines, counts of requests and evidence, over one memory.

export {
  begin, inputAt, inputPosition, inputSize, outputEnd, run, slide, unusedByte, unusedBytes,
} from './inflate';
export {
  clearCounts, deniedHere, dropLine, excludedCount, feed, fields, finishLines, legalCount, lineBucket, lineCount, lineFinish, lineStart, lineTime, next,
  paymentCount, readTexts, refusalNumber, requesterForm, requesterNumber, setBucket, setEvent, setFilters, setMinute, setPassed, settle,
} from './lines';
export { clearRequests, countEntries, firstTime, lastTime, setSlotSeconds } from './requests';
export {
  clearEvidence, clearHealed, denied, deniedAddress, heal, healedEntries, noPairs, pairOf, succeeded, succeededAddress, waits,
} from './evidence';
export { clearTexts, findText, internText, setSeed, textAt, textLength } from './dictionary';

import { COUNTS, ENDS, HEALED, SCRATCH, SCRATCH_SIZE, SELF, STARTS, TEXTS } from './layout';
import { tableAt } from './table';

export function startsAt(): usize { return STARTS; }
export function endsAt(): usize { return ENDS; }
export function textsAt(): usize { return TEXTS; }
export function selfAt(): usize { return SELF; }
export function countsAt(): usize { return COUNTS; }
export function healedAt(): usize { return HEALED; }
export function scratchAt(): usize { return SCRATCH; }
export function scratchSize(): u32 { return SCRATCH_SIZE; }
/** Rows of a table of evidence, and what one row takes. */
export function rowsAt(table: u32): usize { return tableAt(table).rows; }
export function rowCount(table: u32): u32 { return tableAt(table).size; }
