import * as z from 'zod/mini';
import { ControlError, type LocalCloud } from '../cloud.js';
import { FLAVOURS, startHttpSink } from './http-sink.js';
import { startSmtpSink } from './smtp-sink.js';

const settingsSchema = z.strictObject({
  channel: z.enum(FLAVOURS.map((flavour) => flavour.name) as [string, ...string[]]),
  secret: z.optional(z.string()),
  keyword: z.optional(z.string()),
  limits: z.optional(z.boolean()),
});

/**
 * Receivers of alerts: SMTP and webhooks. Adds `GET /_local/messages` (all, oldest first; `?channel=` one kind; `DELETE` forgets them)
 * and `POST /_local/sink {"channel", "secret"?, "keyword"?, "limits"?}`.
 */
export async function sinkPart(cloud: LocalCloud): Promise<void> {
  const [sink, smtp] = await Promise.all([startHttpSink(cloud), startSmtpSink(cloud)]);
  cloud.announce['smtp'] = smtp.address;
  cloud.announce['sink'] = sink.url;
  cloud.control.set('messages', ({ method, query }) => {
    if (method === 'DELETE') cloud.state.messages.splice(0);
    const channel = query.get('channel');
    return cloud.state.messages.filter((message) => channel === null || message.channel === channel);
  });
  cloud.control.set('sink', ({ body }) => {
    if (body !== undefined) {
      const parsed = settingsSchema.safeParse(body);
      if (!parsed.success) throw new ControlError(`The sink setting is wrong: ${parsed.error.issues[0]!.message}`);
      const { channel, secret, keyword, limits } = parsed.data;
      sink.settings.set(channel, {
        ...(secret === undefined ? {} : { secret }),
        ...(keyword === undefined ? {} : { keyword }),
        ...(limits === undefined ? {} : { limits }),
      });
    }
    // Secrets stay inside.
    return Object.fromEntries(
      [...sink.settings].map(([name, one]) => [name, { ...one, ...(one.secret ? { secret: '***' } : {}) }]),
    );
  });
  cloud.onReset(() => {
    sink.settings.clear();
    sink.limits.clear();
  });
  cloud.onClose(async () => {
    sink.server.closeAllConnections();
    await new Promise<void>((closed) => sink.server.close(() => closed()));
    await smtp.close();
  });
}
