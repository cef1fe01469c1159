import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

const pem = (name: string) => readFileSync(join(__dirname, 'tls', name), 'utf8');
/** The authority that signed the server's certificate. */
export const TEST_CA = pem('ca.pem');
/** For servers that speak TLS: a certificate of `localhost` and `127.0.0.1`. */
export const tlsIdentity = () => ({ key: pem('server-key.pem'), cert: pem('server.pem') });

/** A real SMTP server that keeps the mails it took. Without TLS unless `options` say otherwise. */
export async function smtpServer(options: SMTPServerOptions = {}) {
  const mails: string[] = [];
  /** Whether each mail came over TLS. */
  const secure: boolean[] = [];
  const server = new SMTPServer({
    authOptional: true,
    ...(options.key === undefined ? { disabledCommands: ['STARTTLS'] } : {}),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString('utf8'));
        secure.push(session.secure);
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return { port, mails, secure, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}
