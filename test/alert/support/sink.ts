import type { Channel, Notification, SendOutcome } from '../../../lib/notify/message.js';

export interface Heard {
  readonly channel: string;
  readonly atMs: number;
  readonly notification: Notification;
}

/** A channel that keeps what it is told. */
export function sink(
  name: string,
  heard: Heard[],
  nowMs: () => number,
  answer: (notification: Notification) => SendOutcome | Promise<SendOutcome> = () => ({ status: 'sent' }),
): Channel {
  return {
    name,
    type: 'sink',
    lang: 'en',
    async send(notification) {
      const outcome = await answer(notification);
      if (outcome.status === 'sent') heard.push({ channel: name, atMs: nowMs(), notification });
      return outcome;
    },
  };
}
