import { type Moment, SPEED, storyTime } from './clock.js';

/** Importing this first gives the whole process the story's time: `Date` and every timer. */
const RealDate = Date;
let moment: Moment = { storyMs: RealDate.now(), realMs: RealDate.now() };
const now = () => Math.floor(storyTime(moment, RealDate.now()));

export function setMoment(next: Moment): void {
  moment = next;
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: [number]) => (args.length > 0 ? new target(...args) : new target(now())),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});

const realTimeout = globalThis.setTimeout;
globalThis.setTimeout = Object.assign(
  (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => realTimeout(run, ms / SPEED, ...args),
  realTimeout,
) as typeof setTimeout;
