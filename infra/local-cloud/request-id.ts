import { createHash, randomBytes } from 'node:crypto';

/**
 * Makes request ids of the form that real ones decode to: `<hex unix seconds>_<8 hex>_<hex>_<hex>` in base64.
 * The time is the start of the request.
 */
export function requestIds(): (nowMs: number) => string {
  const server = randomBytes(4).toString('hex');
  const worker = randomBytes(2).toString('hex');
  let sequence = randomBytes(3).readUIntBE(0, 3);
  return (nowMs) => {
    sequence = (sequence + 1) % 0x1000_0000;
    const seconds = Math.floor(nowMs / 1000).toString(16);
    return Buffer.from(`${seconds}_${server}_${worker}_${sequence.toString(16).padStart(6, '0')}`, 'latin1').toString(
      'base64',
    );
  };
}

/** A trace id: base64 of 128 hex characters. Real ones seem to name the place of the error, not the request, so the same error has the same id. */
export function traceId(site: string): string {
  return Buffer.from(createHash('sha512').update(site).digest('hex'), 'latin1').toString('base64');
}
