/** Numbers from a seed, 0 to 2^32 - 1: the same seed gives the same run. */
export function numbersOf(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}

/** What breaks parsers, put in anywhere. */
const TOKENS = [
  '',
  '-',
  '"',
  '""',
  '\\',
  '\0',
  '\n',
  '\r\n',
  ' ',
  '\t',
  '%',
  '%00',
  '%25',
  '%E4%BD',
  '&',
  '=',
  '?',
  '#',
  '*',
  '{}',
  '[]',
  '[{}]',
  'null',
  'true',
  '-1',
  '0',
  '1e309',
  '99999999999999999999',
  '__proto__',
  'constructor',
  'toString',
  '</',
  '<!--',
  '<![CDATA[',
  '&#0;',
  '&#x110000;',
  ']]>',
  '${env:A}',
  '${secret:A}',
  '*a: &a',
  '<<: *a',
  '\ufeff',
  '\u202e',
  '\ud800',
  'q-signature=ab12',
  'x-cos-security-token=AB12',
  '-0',
  '1970-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '/cos403.partial/2',
  '(',
  ')',
  ';',
  ',',
  '\x1b[2J',
].map((text) => Buffer.from(text));

/** A seed with one to eight changes: cut, doubled, flipped, swapped with another seed, tokens put in. */
export function mutate(seeds: readonly Buffer[], next: () => number): Buffer {
  const pick = <T>(list: readonly T[]): T => list[next() % list.length]!;
  let data = Buffer.from(pick(seeds));
  for (let left = 1 + (next() % 8); left > 0; left--) {
    const at = data.length === 0 ? 0 : next() % data.length;
    const length = next() % (1 + Math.min(64, data.length - at));
    const [before, middle, after] = [data.subarray(0, at), data.subarray(at, at + length), data.subarray(at + length)];
    switch (next() % 7) {
      case 0:
        data = Buffer.concat([before, after]);
        break;
      case 1:
        data = Buffer.concat([before, middle, middle, after]);
        break;
      case 2:
        data = Buffer.concat([before, pick(TOKENS), middle, after]);
        break;
      case 3:
        data = Buffer.concat([before, pick(TOKENS), after]);
        break;
      case 4:
        if (data.length > 0) data[at] = next() & 0xff;
        break;
      case 5: {
        const other = pick(seeds);
        const from = other.length === 0 ? 0 : next() % other.length;
        data = Buffer.concat([before, other.subarray(from, from + (next() % 256)), after]);
        break;
      }
      default:
        data = Buffer.from(before);
    }
  }
  return data;
}
