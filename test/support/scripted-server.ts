import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  /** With query, as sent. */
  readonly path: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export type Script = (request: SeenRequest, response: ServerResponse, raw: IncomingMessage) => void | Promise<void>;

/** A real server on 127.0.0.1 that answers what a test says: for answers that no well-behaved server gives. */
export interface ScriptedServer {
  readonly url: string;
  readonly requests: SeenRequest[];
  script: Script;
  close(): Promise<void>;
}

export async function scriptedServer(script: Script = (_, response) => void response.end()): Promise<ScriptedServer> {
  const requests: SeenRequest[] = [];
  const http = createServer((raw, response) => {
    const chunks: Buffer[] = [];
    raw.on('data', (chunk: Buffer) => chunks.push(chunk));
    raw.on('error', () => {});
    response.on('error', () => {});
    raw.on('end', () => {
      const seen: SeenRequest = {
        method: raw.method ?? '',
        path: raw.url ?? '',
        host: raw.headers.host ?? '',
        headers: raw.headers as Record<string, string>,
        body: Buffer.concat(chunks),
      };
      requests.push(seen);
      void server.script(seen, response, raw);
    });
  });
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  const server: ScriptedServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    requests,
    script,
    close: () =>
      new Promise((done) => {
        http.closeAllConnections();
        http.close(() => done());
      }),
  };
  return server;
}

/** A COS error body (7730). */
export function cosError(response: ServerResponse, status: number, code: string, message: string): void {
  const body = `<?xml version='1.0' encoding='utf-8' ?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>NjE=</RequestId></Error>`;
  response.writeHead(status, {
    'Content-Type': 'application/xml',
    'Content-Length': Buffer.byteLength(body),
    'x-cos-request-id': 'NjE=',
  });
  response.end(body);
}
