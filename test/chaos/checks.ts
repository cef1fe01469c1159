import { deepStrictEqual, ok } from 'node:assert/strict';
import { decodeRollup } from '../../lib/aggregate/partial.js';
import type { Refused } from '../../lib/alert/refused.js';
import { loadState } from '../../lib/alert/state.js';
import { readDay } from '../../lib/report/read-day.js';
import { readReport } from '../../lib/report/write.js';
import { hashOfPartialKey } from '../../lib/store/keys.js';
import type { Store } from '../../lib/store/store.js';
import { truthOf } from './truth.js';
import { type ChaosWorld, LOGS, TIME_ZONE } from './world.js';

/** The groups of the five wrong clients. */
const CLIENTS = [
  'access-denied of 100000000001:100000000003',
  'invalid-access-key of key:AKIDalic****0001',
  'invalid-object-state of 100000000001:100000000004',
  'referer-denied of anonymous',
  'signature-mismatch of key:AKIDdave****0004',
];

/** What of a message the checks look at. */
interface Body {
  readonly id: string;
  readonly type: string;
  readonly data: {
    readonly incident: {
      readonly id: string;
      readonly episode: number;
      readonly groups: readonly { readonly kind: string; readonly requester: string }[];
    };
    readonly date?: string;
    readonly missed?: readonly { readonly date: string }[];
  };
}

/** What must hold whatever happened. Each throws with a sentence. */

/**
 * The state counts every log file once: each is in a partial or named by a rollup (`rolledUp`: only there), and the sums are those of the
 * lines.
 */
export async function checkSums(chaos: ChaosWorld, { rolledUp }: { readonly rolledUp: boolean }): Promise<void> {
  const store = await chaos.store();
  const truth = truthOf(chaos.world.cloud, LOGS, TIME_ZONE);
  ok(truth.total.denials > 50, 'the story has too few denials to tell anything');
  const partials = (await keysOf(store, 'partials/v1/')).map((key) => hashOfPartialKey(key) ?? key);
  const rolled: string[] = [];
  for (const key of await keysOf(store, 'rollups/v1/')) {
    const decoded = decodeRollup((await store.get(key))?.body ?? Buffer.alloc(0));
    ok(decoded.ok, `${key} cannot be read`);
    rolled.push(...decoded.rollup.hashes);
  }
  if (rolledUp) deepStrictEqual([partials, rolled.sort()], [[], truth.hashes], 'log files in the rollups');
  else deepStrictEqual([...new Set([...partials, ...rolled])].sort(), truth.hashes, 'log files that the state counts');
  const bounds = { fromMs: 0, toMs: chaos.nowMs() };
  const { view, damaged } = await readDay([{ name: 'main', store }], bounds, {
    nowMs: bounds.toMs,
    signal: AbortSignal.timeout(60_000),
  });
  deepStrictEqual(damaged, [], 'damaged state objects');
  const { requests, denials } = view.scan.totals;
  deepStrictEqual({ requests, denials }, truth.total, 'sums of the state against the lines of the log files');
}

/** The alert's window has counted every denial once, whatever runs did with each other's states. */
export async function checkWindow(chaos: ChaosWorld): Promise<void> {
  const refused: Refused[] = [];
  const state = await loadState(await chaos.store(), chaos.nowMs(), refused);
  deepStrictEqual(refused, [], 'the alert state is damaged');
  let denials = 0;
  for (const { slots } of Object.values(state.window.counts.groups)) {
    for (const count of Object.values(slots)) denials += count;
  }
  deepStrictEqual(
    denials,
    truthOf(chaos.world.cloud, LOGS, TIME_ZONE).total.denials,
    'denials in the window of the alerts',
  );
}

/** Every kept day has a report, and it says what the lines say. */
export async function checkDays(chaos: ChaosWorld, days: readonly string[]): Promise<void> {
  const store = await chaos.store();
  const truth = truthOf(chaos.world.cloud, LOGS, TIME_ZONE);
  for (const date of days.slice(-3)) {
    const report = await readReport(store, date);
    ok(report !== null, `there is no report of ${date}`);
    const { requests, denials } = report.headline;
    deepStrictEqual({ requests, denials }, truth.days.get(date), `the report of ${date} against the lines of that day`);
  }
}

/** Incidents, their ends and the reports of all days reached their receivers at least once. */
export async function checkMessages(
  chaos: ChaosWorld,
  days: readonly string[],
): Promise<{ expected: number; delivered: number; repeated: number }> {
  const store = await chaos.store();
  const heard = chaos.world.cloud.state.messages.filter(({ accepted }) => accepted);
  const bodies = heard.filter(({ channel }) => channel === 'webhook').map(({ body }) => JSON.parse(body) as Body);
  checkIncidents(bodies);
  const told = bodies
    .filter((body) => body.type === 'report')
    .flatMap(({ data }) => (data.missed ?? [data]).map(({ date }) => date));
  for (const date of days) ok(told.includes(date), `nobody was told of the report of ${date}`);
  deepStrictEqual(await keysOf(store, 'outbox/pending/'), [], 'messages that wait');

  // What the state says was sent was taken; what the incidents say was said was sent.
  const taken = new Set([
    ...bodies.map(({ id }) => `${id}.hook`),
    ...heard
      .filter(({ channel }) => channel === 'smtp')
      .map((mail) => `${/<([^@>]+)@/.exec(mail.headers['message-id'] ?? '')?.[1]}.mail`),
  ]);
  const marks = (await keysOf(store, 'outbox/sent/')).map((key) => key.slice('outbox/sent/'.length, -'.json'.length));
  for (const mark of marks) {
    if (!taken.has(mark))
      throw new Error(`nobody took ${mark}: ${(await store.get(`outbox/sent/${mark}.json`))?.body}`);
  }
  const state = await loadState(store, chaos.nowMs());
  // That a channel fails is not told to that channel.
  const said = state.incidents
    .filter(({ key }) => key.by !== 'system' || key.subject !== 'hook')
    .reduce((sum, incident) => sum + incident.messages, 0);
  const alerts = marks.filter((mark) => mark.endsWith('.hook') && !mark.startsWith('report-')).length;
  ok(alerts >= said, `the incidents say ${said} messages, ${alerts} were sent`);
  return { expected: marks.length, delivered: taken.size, repeated: heard.length - taken.size };
}

/** Each of the five wrong clients was told of, and the end of everything that was told of was told too. */
function checkIncidents(bodies: readonly Body[]): void {
  const episodes = (type: string) =>
    new Set(
      bodies.filter((body) => body.type === type).map(({ data }) => `${data.incident.id} ${data.incident.episode}`),
    );
  const resolved = episodes('incident.resolved');
  for (const episode of episodes('incident.opened')) ok(resolved.has(episode), `nobody heard the end of ${episode}`);
  const groups = new Set(
    bodies.flatMap(({ type, data }) =>
      type === 'incident.opened' ? data.incident.groups.map(({ kind, requester }) => `${kind} of ${requester}`) : [],
    ),
  );
  for (const client of CLIENTS) ok(groups.has(client), `nobody heard of ${client}, only of ${[...groups].join(', ')}`);
}

/** Nothing is left that would grow: no queues, no failures, no small objects that a rollup holds, nothing set aside. */
export async function checkNothingLeft(chaos: ChaosWorld): Promise<void> {
  const store = await chaos.store();
  for (const prefix of ['outbox/pending/', 'failed/', 'corrupt/', 'partials/', 'rollups/v1/hour/', 'incidents/lease']) {
    deepStrictEqual(await keysOf(store, prefix), [], `left over under ${prefix}`);
  }
  for (const prefix of ['reports/', 'facts/']) {
    const dates = new Set((await keysOf(store, prefix)).flatMap((key) => /\d{4}-\d\d-\d\d/.exec(key)?.[0] ?? []));
    ok(dates.size <= 4, `${prefix} keeps ${dates.size} days, three were asked for`);
  }
}

async function keysOf(store: Store, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}
