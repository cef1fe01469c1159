import type { LocalClock, LocalState } from '../state.js';
import type { Caller } from './caller.js';
import type { Params } from './params.js';

/** What the SCF runtime does for API calls. */
export interface FunctionRuntime {
  /** Runs now and waits (InvokeFunction). */
  invoke(request: InvokeRequest): Promise<InvokeOutcome>;
  /** Queues an asynchronous event with the function's retries; answers the request id. */
  enqueue(request: InvokeRequest): string;
}

export interface InvokeRequest {
  /** `namespace/name` */
  readonly functionId: string;
  readonly qualifier: string;
  /** JSON text. */
  readonly event: string;
  /** `timer`, `cos` or `api`: `TRIGGER_SRC` of a timer run. */
  readonly source: 'timer' | 'cos' | 'api';
}

export interface InvokeOutcome {
  readonly requestId: string;
  /** Status of reference table 3.6: 200, 430, 433, 434, 437, 439, … */
  readonly status: number;
  /** JSON text of what the handler returned; empty when it failed. */
  readonly result: string;
  readonly errorMessage: string;
  readonly log: string;
  readonly durationMs: number;
  readonly memoryBytes: number;
}

/** What API handlers need of the local cloud. */
export interface Api3Context {
  readonly state: LocalState;
  readonly clock: LocalClock;
  /** Absent in tests of pure handlers: invocations are then refused. */
  readonly runtime?: FunctionRuntime;
}

export interface Call extends Api3Context {
  readonly params: Params;
  readonly caller: Caller;
  readonly region: string;
}

export interface Action {
  /** The answer without `RequestId`; throws ApiError. */
  run(call: Call): object | Promise<object>;
  /** Six-segment resources that the caller's policies must allow; operation-level actions leave it out (`*`). */
  resources?(call: Call): string[];
  /** A second permission that the call needs (`cam:PassRole`), with its resource. */
  also?(call: Call): { readonly action: string; readonly resource: string } | null;
}

export type Service = Readonly<Record<string, Action>>;

/** `YYYY-MM-DD hh:mm:ss` in UTC, as CAM and SCF print times. */
export function plainTime(iso: string | number): string {
  return new Date(iso).toISOString().slice(0, 19).replace('T', ' ');
}

/** One page of a 1-based paging (`Page`, `Rp`). */
export function page<T>(list: readonly T[], number: number, size: number): T[] {
  return list.slice((number - 1) * size, number * size);
}
