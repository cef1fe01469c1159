import type { Io } from './io.js';

/** One line on standard error that is redrawn: bytes read, rate and time left. Silent unless standard error is a terminal. */
export interface Progress {
  add(bytes: number): void;
  done(): void;
}

const REDRAW_MS = 200;

const mega = (bytes: number) => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);

function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `totalBytes`: bytes on disk to read, null when unknown (standard input). */
export function startProgress(io: Io, totalBytes: number | null, quiet: boolean): Progress {
  if (quiet || io.stderr.isTTY !== true) return { add() {}, done() {} };
  const startedMs = io.nowMs();
  let read = 0;
  let drawnMs = 0;
  const draw = (nowMs: number) => {
    drawnMs = nowMs;
    const seconds = Math.max(0.001, (nowMs - startedMs) / 1000);
    const rate = read / seconds;
    const left = totalBytes !== null && read > 0 ? `, ${clock((totalBytes - read) / rate)} left` : '';
    const share = totalBytes ? `${Math.min(100, Math.floor((100 * read) / totalBytes))} %, ` : '';
    io.stderr.write(`\r\u001b[K${share}${mega(read)} MB read, ${mega(rate)} MB/s${left}`);
  };
  return {
    add(bytes) {
      read += bytes;
      const nowMs = io.nowMs();
      if (nowMs - drawnMs >= REDRAW_MS) draw(nowMs);
    },
    done() {
      if (drawnMs > 0) io.stderr.write('\r\u001b[K');
    },
  };
}
