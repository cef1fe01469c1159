import { eventTimeMs } from './event-time.js';

/** Length of `2026-11-22T00:00:`. */
const TO_MINUTE = 17;

/** Reads times of the form `2026-11-22T00:00:05Z` from bytes. Lines of one minute follow each other, so only the seconds are read anew. */
export class Clock {
  private readonly minute = new Uint8Array(TO_MINUTE);
  private minuteMs = Number.NaN;

  /** Ms UTC, NaN for any other form. */
  read(bytes: Buffer, start: number, end: number): number {
    if (end - start !== 20 || bytes[end - 1] !== 90) return Number.NaN;
    const tens = bytes[start + 17]! - 48;
    const ones = bytes[start + 18]! - 48;
    if (tens < 0 || tens > 5 || ones < 0 || ones > 9) return Number.NaN;
    for (let i = 0; i < TO_MINUTE; i++) {
      if (bytes[start + i] === this.minute[i]) continue;
      if (!this.turn(bytes, start)) return Number.NaN;
      break;
    }
    return this.minuteMs + (tens * 10 + ones) * 1000;
  }

  private turn(bytes: Buffer, start: number): boolean {
    const text = bytes.toString('latin1', start, start + TO_MINUTE);
    const ms = text[10] === 'T' ? eventTimeMs(`${text}00Z`) : Number.NaN;
    this.minute.set(bytes.subarray(start, start + TO_MINUTE));
    this.minuteMs = ms;
    if (Number.isNaN(ms)) this.minute.fill(0);
    return !Number.isNaN(ms);
  }
}
