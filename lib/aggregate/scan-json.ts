import type { Aggregate } from './aggregate.js';
import { groupOrder, scanHead, toGroup } from './scan-result.js';

/** Groups put into one piece of text. */
const PIECE = 64;

/** `scan --format json` in pieces, one group at a time: the result is never whole in memory. Ends with a line feed. */
export function* writeScanJson(aggregate: Aggregate): Iterable<string> {
  const { groups: _none, changes, others, ...head } = scanHead(aggregate);
  yield `${JSON.stringify(head).slice(0, -1)},"groups":[`;
  let piece = '';
  const order = groupOrder(aggregate);
  for (let i = 0; i < order.length; i++) {
    piece += (i === 0 ? '\n' : ',\n') + JSON.stringify(toGroup(aggregate, order[i]!));
    if (i % PIECE !== PIECE - 1) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n],"changes":${JSON.stringify(changes)},"others":${JSON.stringify(others)}}\n`;
}
