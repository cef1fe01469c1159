import { HEAP } from './layout';

let top: usize = HEAP;

/** Zeroed memory that is never given back. */
export function alloc(size: usize): usize {
  const at = (top + 15) & ~(<usize>15);
  top = at + size;
  const pages = <i32>((top + 65535) >> 16);
  const have = memory.size();
  if (pages > have && memory.grow(pages - have) < 0) unreachable();
  return at;
}
