import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Heard } from './support/sink.js';
import { type Expected, play, type Timeline } from './support/timeline.js';

const folder = join(__dirname, '../cases/alert');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe.each(files)('timelines of %s', (file) => {
  const timelines = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Timeline[];

  test.each(timelines.map((timeline) => [timeline.name, timeline] as const))('%s', async (_, timeline) => {
    const heard = [...(await play(timeline)).heard].sort((a, b) => a.atMs - b.atMs || compare(a.channel, b.channel));
    const expected = [...timeline.expect].sort((a, b) => a.at - b.at || compare(a.channel ?? '', b.channel ?? ''));
    expect(heard.map((message) => line(message, timeline))).toEqual(expected.map(expectedLine));
    heard.forEach((message, i) => {
      const text = `${message.notification.title.en}\n${message.notification.action.en}\n${changes(message)}`;
      for (const part of expected[i]?.says ?? []) expect(text).toContain(part);
    });
  });
});

function line({ atMs, channel, notification }: Heard, timeline: Timeline): string {
  const minute = (atMs - Date.parse(timeline.start)) / 60_000;
  return `${minute} ${notification.type} ${timeline.channels === undefined ? '' : channel}`.trim();
}

function expectedLine({ at, type, channel }: Expected): string {
  return `${at} ${type} ${channel ?? ''}`.trim();
}

function changes({ notification }: Heard): string {
  return notification.sections.flatMap((section) => section.lines.map(({ en }) => en)).join('\n');
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
