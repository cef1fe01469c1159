import type { LocalClock } from './state.js';

export interface ObservedClock extends LocalClock {
  /** Calls `listener` after the clock was moved by hand; the passing of real time is not announced. */
  onMoved(listener: () => void): void;
  /** Back to real time. */
  reset(): void;
}

/** Real time plus an offset that tests move. */
export function createClock(realNowMs: () => number = Date.now): ObservedClock {
  let offset = 0;
  const listeners: (() => void)[] = [];
  const moved = () => {
    for (const listener of listeners) listener();
  };
  return {
    nowMs: () => realNowMs() + offset,
    set(ms) {
      offset = ms - realNowMs();
      moved();
    },
    advance(ms) {
      offset += ms;
      moved();
    },
    onMoved: (listener) => void listeners.push(listener),
    reset() {
      offset = 0;
    },
  };
}
