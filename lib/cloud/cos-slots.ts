import type COS from 'cos-nodejs-sdk-v5';
import type { CosTransportOptions } from './cos-transport.js';
import { backoffMs } from './retry.js';

/** One SDK object, used by one request at a time: so its attempts can be counted and paced through `getAuthorization`. */
export interface Slot {
  readonly cos: COS;
  attempt: number;
  signal: AbortSignal | undefined;
}

/**
 * Signatures begin so much before now. COS takes none that begins ahead of its own clock ("Request has expired"), and the SDK begins at
 * once: a machine a few seconds fast would be refused everything, and a HEAD cannot even say why. Of the 15 minutes of validity 14 remain.
 */
export const BACKDATED_MS = 60_000;

/** What the SDK hands to `getAuthorization` and its typings leave out. */
interface ToSign {
  readonly Method: string;
  readonly Pathname: string;
  readonly Query: Record<string, string>;
  readonly Headers: Record<string, string>;
}

/** SDK objects, made when needed and used again. */
export interface Slots {
  take(signal: AbortSignal | undefined, timeoutMs: number): Promise<Slot>;
  /** The request of this slot has ended. */
  give(slot: Slot): void;
}

/**
 * `getAuthorization` is the one place where the SDK asks before each attempt: there attempts are counted, later ones wait,
 * and the clock is corrected. `clockOffset`: server time minus ours, ms.
 */
export function createSlots(
  { credentials, local, patience, userAgent }: CosTransportOptions,
  clockOffset: () => number,
): Slots {
  const idle: Slot[] = [];

  const create = async (): Promise<Slot> => {
    const { COS: Sdk } = await import('./sdk.js');
    const sign = ({ Method, Pathname, Query, Headers }: ToSign): string =>
      Sdk.getAuthorization({
        SecretId: credentials.secretId,
        SecretKey: credentials.secretKey,
        ...{ Method, Pathname, Query, Headers, UseRawKey: true, SystemClockOffset: clockOffset() - BACKDATED_MS },
      } as unknown as Parameters<typeof Sdk.getAuthorization>[0]);
    const slot: Slot = {
      attempt: 0,
      signal: undefined,
      cos: new Sdk({
        UserAgent: userAgent,
        UseRawKey: true,
        CorrectClockSkew: false,
        AutoSwitchHost: false,
        ...(local ? { Protocol: 'http:', Ip: local.address } : {}),
        getAuthorization: (asked, answer) => {
          const give = (Authorization: string) =>
            answer({
              Authorization,
              ...(credentials.token ? { SecurityToken: credentials.token } : {}),
            } as unknown as Parameters<typeof answer>[0]);
          const signed = () => give(sign(asked as unknown as ToSign));
          slot.attempt++;
          if (slot.attempt === 1) return signed();
          // The SDK would try again at once, so it waits here; an abort gives it nothing to send.
          patience
            .sleep(backoffMs(slot.attempt - 1, patience.random()), slot.signal)
            .then(signed, () => give('aborted'));
        },
      }),
    };
    return slot;
  };

  return {
    async take(signal, timeoutMs) {
      const slot = idle.pop() ?? (await create());
      slot.attempt = 0;
      slot.signal = signal;
      (slot.cos as unknown as { options: { Timeout: number } }).options.Timeout = timeoutMs;
      return slot;
    },
    give: (slot) => void idle.push(slot),
  };
}
