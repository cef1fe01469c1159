import type { RuleFilter } from '../../../lib/alert/rules-types.js';
import { type AlertPorts, type RunSummary, runAlert } from '../../../lib/alert/run.js';
import { addSilence } from '../../../lib/alert/silences.js';
import { parseConfig } from '../../../lib/config/load.js';
import type { Config } from '../../../lib/config/types.js';
import { tableDiagnoser, type Verdict } from './diagnoser.js';
import { type LogFile, logFile, type Traffic } from './log-file.js';
import { MemoryStore } from './memory-store.js';
import { type Heard, sink } from './sink.js';

/** One case of `test/cases/alert/*.json`: what happens when, and which messages come, and no others. Minutes from `start`. */
export interface Timeline {
  readonly name: string;
  readonly because: string;
  readonly start: string;
  /** Runs at 0, 5, 10, … (the function's timer) up to here. */
  readonly until: number;
  readonly config?: Record<string, unknown>;
  /** Default: one, `chat`, that always takes the message. */
  readonly channels?: readonly { readonly name: string; readonly fails?: readonly Failure[] }[];
  readonly verdicts?: readonly Verdict[];
  readonly events: readonly TimelineEvent[];
  readonly expect: readonly Expected[];
}

interface Failure {
  readonly from: number;
  readonly until: number;
  readonly how: 'retry' | 'failed';
}

export type TimelineEvent = { readonly at: number } & (
  | { readonly file: string; readonly traffic: readonly Traffic[]; readonly writtenAt?: number }
  /** The same every `every` minutes up to `until`. */
  | { readonly repeat: readonly Traffic[]; readonly every: number; readonly until: number }
  | { readonly again: string }
  | {
      readonly silence: { readonly where: RuleFilter & { incidents?: readonly string[] }; readonly forMinutes: number };
    }
  /** The clock is set by so many minutes from now on. */
  | { readonly clock: number }
  /** The run at this minute: left out, made twice at once, or killed in the middle. */
  | { readonly run: 'none' | 'twice' | 'killed' }
  /** The state is lost, or put back to what it was at an earlier minute. */
  | { readonly state: 'lost' | 'corrupt' }
);

export interface Expected {
  /** Minute of the run that sends it. */
  readonly at: number;
  readonly type: string;
  /** Parts that the English title or action contain. */
  readonly says?: readonly string[];
  readonly channel?: string;
}

class Killed extends Error {}

/** Runs a timeline in virtual time and returns everything that was heard. */
export async function play(
  timeline: Timeline,
): Promise<{ heard: Heard[]; summaries: RunSummary[]; store: MemoryStore }> {
  const startMs = Date.parse(timeline.start);
  let minute = 0;
  let offset = 0;
  const trueMs = () => startMs + minute * 60_000;
  const nowMs = () => trueMs() + offset * 60_000;
  const store = new MemoryStore(trueMs);
  const heard: Heard[] = [];
  const channels = (timeline.channels ?? [{ name: 'chat' }]).map(({ name, fails = [] }) =>
    sink(name, heard, trueMs, () => {
      const failure = fails.find((entry) => minute >= entry.from && minute < entry.until);
      if (failure?.how === 'failed') return { status: 'failed', reason: 'HTTP 404' };
      return failure === undefined ? { status: 'sent' } : { status: 'retry', reason: 'HTTP 503', retryAfterMs: 60_000 };
    }),
  );
  const config = configOf(timeline);
  const ports: AlertPorts = {
    store,
    channels,
    diagnose: timeline.verdicts === undefined ? null : tableDiagnoser(timeline.verdicts, () => minute),
    sweep: null,
    watch: null,
    nowMs,
    random: () => 0.5,
    deadlineMs: Number.POSITIVE_INFINITY,
    signal: new AbortController().signal,
    runId: 'test',
  };
  const files = new Map<string, LogFile>();
  const deliver = (file: LogFile) => store.put(file.key, file.body);
  const summaries: RunSummary[] = [];
  for (minute = 0; minute <= timeline.until; minute++) {
    let how: 'once' | 'none' | 'twice' | 'killed' = 'once';
    for (const event of timeline.events) {
      if ('repeat' in event) {
        const since = minute - event.at;
        if (since < 0 || minute > event.until || since % event.every !== 0) continue;
        const traffic = event.repeat.map((entry) => ({
          ...entry,
          from: entry.from + minute,
          to: (entry.to ?? entry.from) + minute,
        }));
        await deliver(logFile(`repeat-${timeline.events.indexOf(event)}-${minute}`, startMs, trueMs(), traffic));
      }
      if (event.at !== minute) continue;
      if ('file' in event) {
        const writtenMs = startMs + (event.writtenAt ?? event.at) * 60_000;
        const file = logFile(event.file, startMs, writtenMs, event.traffic);
        files.set(event.file, file);
        await deliver(file);
      } else if ('again' in event) await deliver(files.get(event.again) as LogFile);
      else if ('silence' in event) {
        const until = new Date(nowMs() + event.silence.forMinutes * 60_000).toISOString();
        await addSilence(store, { where: event.silence.where, until });
      } else if ('clock' in event) offset += event.clock;
      else if ('run' in event) how = event.run;
      else if ('state' in event && event.state === 'lost') store.objects.delete('incidents/state.json.gz');
      else if ('state' in event) await store.put('incidents/state.json.gz', 'no gzip and no JSON');
    }
    if (minute % 5 !== 0 || how === 'none') continue;
    if (how === 'killed') await killed(config, ports, store);
    else if (how === 'twice') {
      await Promise.all([runAlert(config, ports), runAlert(config, { ...ports, runId: 'other' })]);
    } else summaries.push(await runAlert(config, ports));
  }
  return { heard, summaries, store };
}

/** A run that dies at its state write: everything before happened, nothing after. */
async function killed(config: Config, ports: AlertPorts, store: MemoryStore): Promise<void> {
  let dead = false;
  store.hook = (call, key) => {
    dead ||= call === 'put' && key === 'incidents/state.json.gz';
    if (dead) throw new Killed('killed');
  };
  await runAlert(config, ports).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
  });
  store.hook = () => undefined;
  // A killed process holds its lease until it expires, long before the next timer.
  store.objects.delete('incidents/lease.json');
}

function configOf(timeline: Timeline): Config {
  const names = (timeline.channels ?? [{ name: 'chat' }]).map(({ name }) => name);
  const channels = Object.fromEntries(names.map((name) => [name, { type: 'file', path: '-' }]));
  return parseConfig({ schema: 'cos403.config/1', channels, ...timeline.config }, timeline.name);
}
