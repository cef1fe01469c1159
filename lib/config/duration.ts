import * as z from 'zod/mini';

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const PATTERN = /^([1-9]\d{0,6})(s|m|h|d|w)$/;

/** `90s`, `10m`, `4h`, `7d`, `2w` in ms, or null when it is no duration. */
export function parseDuration(text: string): number | null {
  const match = PATTERN.exec(text);
  if (!match) return null;
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

/** A duration as it is written in the configuration; ms once it is read. */
export const duration = () =>
  z.pipe(
    z.string().check(z.regex(PATTERN, 'must be a duration such as 90s, 10m, 4h or 7d')),
    z.transform((text: string) => parseDuration(text) ?? 0),
  );
