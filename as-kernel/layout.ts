// Where everything lies in the kernel's memory. Bytes.

/** Compressed input. */
export const IN: usize = 65536;
export const IN_SIZE: u32 = 262144;
/** 32 KiB of history, then up to 1 MiB of new output. 4 KiB behind each region may be read or written over. */
export const OUT: usize = 65536 + 262144 + 4096;
export const HISTORY: u32 = 32768;
export const OUT_SIZE: u32 = 32768 + 1048576;
/** Heads of the tables. */
export const TABLES: usize = OUT + 32768 + 1048576 + 4096;
/** Starts of the fields of the current line, then their ends; behind them the numbers of a refusal's texts. u32 each. */
export const STARTS: usize = TABLES + 1024;
export const ENDS: usize = STARTS + 256;
export const TEXTS: usize = ENDS + 256;
/** Identities of the tool itself: eight of one length byte and up to 63 bytes. */
export const SELF: usize = TEXTS + 256;
/** Minute of the last line, as it is written. */
export const MINUTE_TEXT: usize = SELF + 512;
/** Text that the caller passes. */
export const SCRATCH: usize = MINUTE_TEXT + 64;
export const SCRATCH_SIZE: u32 = 16384;
/** Requests counted by bucket and slot since the last drain: row, slot, count. */
export const COUNTS: usize = SCRATCH + 16384 + 64;
export const COUNTS_SIZE: u32 = 4096;
/** Groups with a healed denial since the last drain. */
export const HEALED: usize = COUNTS + 4096 * 12;
export const HEALED_SIZE: u32 = 4096;
/** A line that began in the last piece. */
export const CARRY: usize = HEALED + 4096 * 4;
export const MAX_LINE: u32 = 1 << 20;
export const HEAP: usize = CARRY + (1 << 20) + 4096;
