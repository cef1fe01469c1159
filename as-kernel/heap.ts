import { HEAP, TABLES } from './layout';

let top: usize = HEAP;

/** Blocks that were given back, by the logarithm of their size: the head of each chain lies here, the next block in a block's first word. */
const FREE: usize = TABLES + 512;

/** The size of a block that holds so many bytes: a power of two from 64 on. */
// @ts-ignore: decorator
@inline
function blockBits(size: usize): u32 {
  return size <= 64 ? 6 : 32 - clz<u32>(<u32>size - 1);
}

/** Zeroed memory. */
export function alloc(size: usize): usize {
  const bits = blockBits(size);
  const head = FREE + (bits << 2);
  const free = load<u32>(head);
  const block: usize = <usize>1 << bits;
  if (free != 0) {
    store<u32>(head, load<u32>(free));
    memory.fill(free, 0, block);
    return free;
  }
  const at = (top + 15) & ~(<usize>15);
  top = at + block;
  const pages = <i32>((top + 65535) >> 16);
  const have = memory.size();
  if (pages > have && memory.grow(pages - have) < 0) unreachable();
  return at;
}

/** Gives a block of `alloc` back; `size` as it was asked for. */
export function release(at: usize, size: usize): void {
  if (at == 0) return;
  const head = FREE + (blockBits(size) << 2);
  store<u32>(at, load<u32>(head));
  store<u32>(head, <u32>at);
}
