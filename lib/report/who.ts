import type { Counted, Group } from '../aggregate/model.js';
import { type NamedNetwork, networkOf } from './networks.js';
import type { Who, WhoList } from './types.js';

const LISTED = 10;

interface Tally {
  readonly counts: Map<string, number>;
  rest: number;
  cut: boolean;
}

const tally = (): Tally => ({ counts: new Map(), rest: 0, cut: false });

function add(into: Tally, list: { readonly top: readonly Counted[]; readonly rest?: number }, count: number): void {
  let listed = 0;
  for (const { value, count: times } of list.top) {
    into.counts.set(value, (into.counts.get(value) ?? 0) + times);
    listed += times;
  }
  // Beyond the first 10,000 groups there are no lists: their denials are in nobody's count.
  if (count > listed) {
    into.rest += count - listed;
    into.cut = true;
  }
}

function list(from: Tally, describe: (value: string) => { network?: string } = () => ({})): WhoList {
  const sorted = [...from.counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const hidden = sorted.slice(LISTED).reduce((sum, [, count]) => sum + count, 0);
  return {
    top: sorted.slice(0, LISTED).map(([value, count]) => ({ value, count, ...describe(value) })),
    rest: from.rest + hidden,
    atLeast: from.cut,
  };
}

/** Who was refused. Requesters are exact; the others come from the groups' bounded lists. Runs on unmasked addresses. */
export function whoOf(groups: readonly Group[], othersDenials: number, networks: readonly NamedNetwork[]): Who {
  const requesters = tally();
  const addresses = tally();
  const userAgents = tally();
  const inNetworks = tally();
  for (const group of groups) {
    requesters.counts.set(group.requester, (requesters.counts.get(group.requester) ?? 0) + group.count);
    add(addresses, group.remoteIps, group.count);
    add(userAgents, group.userAgents, group.count);
  }
  for (const each of [requesters, addresses, userAgents]) {
    each.rest += othersDenials;
    each.cut ||= othersDenials > 0;
  }
  if (networks.length > 0) {
    for (const [address, count] of addresses.counts) {
      const name = networkOf(address, networks) ?? '-';
      inNetworks.counts.set(name, (inNetworks.counts.get(name) ?? 0) + count);
    }
    inNetworks.rest = addresses.rest;
    inNetworks.cut = addresses.cut;
  }
  return {
    requesters: list(requesters),
    addresses: list(addresses, (address) => {
      const network = networkOf(address, networks);
      return network === null ? {} : { network };
    }),
    networks: list(inNetworks),
    userAgents: list(userAgents),
  };
}
