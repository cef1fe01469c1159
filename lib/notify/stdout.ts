import { appendFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import type { Channel } from './message.js';
import type { ChannelContext } from './options.js';
import { plainMessage, plainText } from './plain.js';
import { webhookBody } from './webhook.js';

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
          resolve(error ? { status: 'failed', reason: 'standard output is closed' } : { status: 'sent' }),
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
        return { status: 'failed', reason: `the file cannot be written (${code})` };
      }
    },
  };
}
