import type { Counted, Group, ScanResult, TopList } from '../../lib/aggregate/model.js';
import { maskAddress, maskKey, maskRequester } from '../../lib/text/mask.js';

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

function maskGroup(group: Group): Group {
  return {
    ...group,
    requester: maskRequester(group.requester),
    accessKeys: mapCounted(group.accessKeys, maskKey),
    remoteIps: mapTop(group.remoteIps, maskAddress),
    ...(group.scanners
      ? { scanners: group.scanners.map((one) => ({ ...one, remoteIp: maskAddress(one.remoteIp) })) }
      : {}),
    shapes: group.shapes.map((shape) => ({
      ...shape,
      accessKeyId: maskKey(shape.accessKeyId),
      requests: shape.requests.map((request) => ({ ...request, remoteIp: maskAddress(request.remoteIp) })),
    })),
    samples: group.samples.map((sample) => ({
      ...sample,
      remoteIp: maskAddress(sample.remoteIp),
      accessKeyId: maskKey(sample.accessKeyId),
    })),
  };
}

/** `--mask`: the same result without whole SecretIds and addresses. */
export function maskScan(scan: ScanResult): ScanResult {
  return {
    ...scan,
    groups: scan.groups.map(maskGroup),
    changes: scan.changes.map((change) => ({ ...change, requester: maskRequester(change.requester) })),
  };
}
