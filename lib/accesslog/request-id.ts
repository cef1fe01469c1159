/**
 * Start of the request in ms UTC, read from its request id: base64 of `<hex unix seconds>_<server>_<worker>_<sequence>` (57575 and samples).
 * Null when the id has another form.
 */
export function requestStartMs(id: string): number | null {
  if (id.length < 12 || id.charCodeAt(0) !== 78) return null;
  const text = Buffer.from(id.slice(0, 12), 'base64').toString('latin1');
  return /^[0-9a-f]{8}_/.test(text) ? Number.parseInt(text.slice(0, 8), 16) * 1000 : null;
}
