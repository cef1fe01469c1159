import type { Counted, Group, ScanResult, TopList } from '../../lib/aggregate/model.js';
import { maskAddress, maskKey, maskRequester } from '../../lib/text/mask.js';
import type { Masking } from '../settings.js';

/** Equal values after masking are one value. */
function mapCounted(values: readonly Counted[], mask: (value: string) => string): Counted[] {
  const counts = new Map<string, number>();
  for (const { value, count } of values) counts.set(mask(value), (counts.get(mask(value)) ?? 0) + count);
  return [...counts].map(([value, count]) => ({ value, count }));
}
const mapTop = (list: TopList, mask: (value: string) => string): TopList => ({
  ...list,
  top: mapCounted(list.top, mask),
});

const asLogged = (value: string): string => value;

export function maskGroup(group: Group, what: Masking): Group {
  const key = what.keys ? maskKey : asLogged;
  const address = what.addresses ? maskAddress : asLogged;
  return {
    ...group,
    requester: what.keys ? maskRequester(group.requester) : group.requester,
    accessKeys: mapCounted(group.accessKeys, key),
    remoteIps: mapTop(group.remoteIps, address),
    ...(group.scanners ? { scanners: group.scanners.map((one) => ({ ...one, remoteIp: address(one.remoteIp) })) } : {}),
    shapes: group.shapes.map((shape) => ({
      ...shape,
      accessKeyId: key(shape.accessKeyId),
      requests: shape.requests.map((request) => ({ ...request, remoteIp: address(request.remoteIp) })),
    })),
    samples: group.samples.map((sample) => ({
      ...sample,
      remoteIp: address(sample.remoteIp),
      accessKeyId: key(sample.accessKeyId),
    })),
  };
}

/** The same result without whole SecretIds or addresses. */
export function maskScan(scan: ScanResult, what: Masking): ScanResult {
  return {
    ...scan,
    groups: scan.groups.map((group) => maskGroup(group, what)),
    changes: what.keys
      ? scan.changes.map((change) => ({ ...change, requester: maskRequester(change.requester) }))
      : scan.changes,
  };
}
