/** One JSON object a line, as CLS and log tools read them. Values must be clean: events, headers and errors never go in whole. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A log that writes lines `{"level":"info","time":"…","message":"…",…}`. `base` fields are in every line. */
export function jsonLog(write: (line: string) => void, nowMs: () => number, base: LogFields = {}): Log {
  const at =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      write(JSON.stringify({ level, time: new Date(nowMs()).toISOString(), message, ...base, ...fields }));
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** For callers that do not want to hear. */
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
