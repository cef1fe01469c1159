import { groupJson, writeScanJson } from '../../lib/aggregate/scan-json.js';
import { toGroup, toScanResult } from '../../lib/aggregate/scan-result.js';
import { aggregateOf } from '../support/aggregate.js';
import { logLine } from '../support/log-line.js';

const lines = ['100000000002', '100000000003', '100000000004'].flatMap((uin) => [
  logLine({ requester: `100000000001:${uin}`, path: '/a"b\u00e9/c.txt' }),
  logLine({ requester: `100000000001:${uin}`, status: 200, code: '-', message: '-', path: '/a/c.txt' }),
]);

describe('scan JSON in pieces', () => {
  test('is the scan result, with groups of detail and groups of counts only', async () => {
    const aggregate = await aggregateOf(lines, { detailGroups: 1 });
    const text = [...writeScanJson(aggregate)].join('');
    expect(JSON.parse(text)).toEqual(toScanResult(aggregate));
    expect(toScanResult(aggregate).groups.filter((group) => group.countsOnly)).toHaveLength(2);
  });

  test('writes each group byte by byte as its object would be written', async () => {
    const aggregate = await aggregateOf(lines, { detailGroups: 1 });
    for (let group = 0; group < aggregate.groups.size; group++) {
      expect(groupJson(aggregate, group)).toBe(JSON.stringify(toGroup(aggregate, group)));
    }
  });
});
