import { appendFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { DEFAULT_RETRY_MS } from './http.js';
import type { Channel } from './message.js';
import type { ChannelContext } from './options.js';
import { plainMessage, plainText } from './plain.js';
import { webhookBody } from './webhook.js';

/** What passes without a change of the configuration: a full disk, a busy machine. */
const PASSING: ReadonlySet<string> = new Set([
  'ENOSPC',
  'EDQUOT',
  'EIO',
  'EAGAIN',
  'EBUSY',
  'EMFILE',
  'ENFILE',
  'ETXTBSY',
]);

/** Prints each message as text, for trying. */
export function stdoutChannel(stream: Writable, context: ChannelContext): Channel {
  return {
    name: context.name,
    type: 'stdout',
    lang: context.lang,
    async send(notification) {
      const text = plainText(plainMessage(notification, context.lang));
      return new Promise((resolve) => {
        stream.write(`${text}\n\n`, (error) =>
          // The next run has a standard output of its own.
          resolve(
            error
              ? { status: 'retry', reason: 'standard output is closed', retryAfterMs: DEFAULT_RETRY_MS }
              : { status: 'sent' },
          ),
        );
      });
    },
  };
}

/** Appends each message to a file as one line of JSON (the webhook's body), for trying and for other programs. */
export function fileChannel(options: { readonly path: string }, context: ChannelContext): Channel {
  return {
    name: context.name,
    type: 'file',
    lang: context.lang,
    async send(notification) {
      try {
        await appendFile(options.path, `${webhookBody(notification, context.lang)}\n`);
        return { status: 'sent' };
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
        const reason = `the file cannot be written (${code})`;
        return PASSING.has(code)
          ? { status: 'retry', reason, retryAfterMs: DEFAULT_RETRY_MS }
          : { status: 'failed', reason };
      }
    },
  };
}
