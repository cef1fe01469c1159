/**
 * Does `work` with a signal that ends it with `signal`, or `limitMs` after now with a TimeoutError.
 * Not `AbortSignal.any` with `AbortSignal.timeout`: Node 20 lets both be collected while a call waits, and the call then waits for ever.
 */
export async function within<T>(
  signal: AbortSignal,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const limited = new AbortController();
  const stop = () => limited.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => limited.abort(new DOMException('out of time', 'TimeoutError')), limitMs);
  try {
    return await work(limited.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
