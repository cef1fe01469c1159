import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ObservedClock } from './clock.js';
import type { Scenario } from './scenario.js';
import type { LocalState, ObjectVersion } from './state.js';

/** The running local cloud as its parts see it. */
export interface LocalCloud {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** Mutable; `reset` puts fresh maps into the same object, so read `cloud.state.x` each time. */
  readonly state: LocalState;
  readonly clock: ObservedClock;
  /** What the state was built from, with the keys that were made up filled in. */
  readonly scenario: Scenario;
  readonly root: { readonly secretId: string; readonly secretKey: string };
  readonly options: LocalCloudOptions;
  /** `/_local/<name>`; a part adds its own. */
  readonly control: Map<string, ControlHandler>;
  /** Further fields of the line that `cos403 local-cloud` prints (`smtp`, `sink`). */
  readonly announce: Record<string, string>;
  /** Answers `X-TC-Action` requests; without one they get 404. */
  api3: HttpHandler | null;
  /** Decides which requests fail and how; without one none does. */
  faults: FaultGate | null;
  onObjectCreated(listener: (event: ObjectCreated) => void): void;
  /** Tells the listeners; every write of an object goes through here. */
  objectCreated(event: ObjectCreated): void;
  onReset(listener: () => void): void;
  /** Everything that must end with the cloud: sockets of sinks, child processes. */
  onClose(listener: () => void | Promise<void>): void;
  /** Writes the access logs that are due and answers what was written. */
  deliverLogs(): DeliveredLog[];
  /** The state as seeded, real time, no faults. */
  reset(): void;
  close(): Promise<void>;
}

export interface LocalCloudOptions {
  /** 0 (default): the system chooses. */
  readonly port?: number;
  readonly scenario?: Scenario;
  readonly parts?: readonly LocalCloudPart[];
  readonly logs?: LogOptions;
  readonly realNowMs?: () => number;
}

export interface LogOptions {
  /** Quote fields that may hold spaces (default). The documentation's own sample line does not quote (16920, FAQ). */
  readonly quoted?: boolean;
  /** Deliver every five minutes of the local clock (default), or only when told to. */
  readonly everyFiveMinutes?: boolean;
}

/** One room of the cloud: takes its place in the seams above, before the port is announced. */
export type LocalCloudPart = (cloud: LocalCloud) => void | Promise<void>;

export type HttpHandler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void | Promise<void>;

/** Answers a control route; `body` is the parsed JSON of a POST, `undefined` without one. Throw `ControlError` for a 400. */
export type ControlHandler = (call: {
  readonly method: string;
  readonly body: unknown;
  readonly query: URLSearchParams;
}) => unknown;

export class ControlError extends Error {
  override readonly name = 'ControlError';
}

export interface FaultGate {
  /**
   * Asked before a request is handled; resolve late for latency. `operation` is `cos:GetObject`, `cam:ListUsers`, …
   */
  before(request: FaultRequest, operation: string): FaultOutcome | Promise<FaultOutcome>;
}

export interface FaultRequest {
  readonly method: string;
  readonly path: string;
  readonly bucket: string | null;
  readonly key: string | null;
  /** As claimed, unchecked: tells which running function asks. */
  readonly secretId?: string;
}

/** What goes wrong. Empty: nothing. */
export interface FaultOutcome {
  /** Never answer; the connection stays open until the client gives up. */
  readonly hang?: boolean;
  /** Cut the connection without an answer. */
  readonly reset?: boolean;
  /** Answer this error instead. */
  readonly error?: {
    readonly status: number;
    readonly code: string;
    readonly message: string;
    /** `Retry-After`, where the service has it. */
    readonly retryAfterSeconds?: number;
  };
  /** Do the work, then cut the connection after so many bytes of the body. */
  readonly cutBodyAfterBytes?: number;
  /** Listings leave out what was written in the last so many ms. */
  readonly listingLagMs?: number;
  /** Called when the work is done, before the answer is sent. */
  readonly afterWork?: () => void;
  /** The server's clock is off by so much for this request. */
  readonly clockSkewMs?: number;
}

export interface ObjectCreated {
  readonly bucket: string;
  readonly key: string;
  readonly version: ObjectVersion;
  readonly eventName: `cos:ObjectCreated:${'Put' | 'Post' | 'Copy' | 'CompleteMultipartUpload' | 'Origin' | 'Replication'}`;
  readonly requestId: string;
  readonly sourceIp: string;
  /** The uploader's Authorization header, as the real event carries it; empty for the log service. */
  readonly authorization: string;
}

export interface DeliveredLog {
  readonly bucket: string;
  readonly key: string;
  readonly lines: number;
}
