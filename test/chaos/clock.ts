/** So many times as fast as usual: waits of seconds pass in a fraction, in the functions and in the cloud alike. */
export const SPEED = 5;

/** One moment of the story's time and the real time at which it was: from there time runs on at `SPEED`. */
export interface Moment {
  readonly storyMs: number;
  readonly realMs: number;
}

/** The story's time now, ms UTC. `realNowMs` must be the real clock, not one that was replaced. */
export const storyTime = ({ storyMs, realMs }: Moment, realNowMs: number) => storyMs + (realNowMs - realMs) * SPEED;
