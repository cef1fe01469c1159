/** Three-valued truth (Kleene): a policy that nobody can decide is `MAYBE`, never a guess. Numbers, so that and/or are min/max. */
export type Tri = 0 | 1 | 2;
export const NO = 0;
export const MAYBE = 1;
export const YES = 2;

export function and(a: Tri, b: Tri): Tri {
  return Math.min(a, b) as Tri;
}

export function or(a: Tri, b: Tri): Tri {
  return Math.max(a, b) as Tri;
}

export function not(a: Tri): Tri {
  return (2 - a) as Tri;
}

/** As the explanation shows it. */
export function shown(a: Tri): boolean | 'unknown' {
  return a === MAYBE ? 'unknown' : a === YES;
}
