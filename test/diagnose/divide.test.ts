import fc from 'fast-check';
import type { Group, Shape } from '../../lib/aggregate/model.js';
import { divide } from '../../lib/diagnose/parts.js';
import { runs } from '../support/property.js';

const address = fc.constantFrom('198.51.100.1', '198.51.100.2', '203.0.113.7');
const count = fc.integer({ min: 0, max: 9 });
const shapes = fc.array(
  fc.record({
    requests: fc.array(fc.record({ path: fc.constant('/a'), remoteIp: address, count }), { maxLength: 4 }),
    requestsRest: fc.option(count, { nil: undefined }),
    count,
  }),
  { maxLength: 4 },
);
const scanners = fc.uniqueArray(fc.record({ remoteIp: address, count, paths: count }), {
  selector: ({ remoteIp }) => remoteIp,
});

test('whatever a group lists, its parts add up to it, and a scanner takes no more than its share', () => {
  fc.assert(
    fc.property(shapes, scanners, fc.integer({ min: 0, max: 99 }), (listed, found, total) => {
      const group = { count: total, shapes: listed as unknown as Shape[], scanners: found } as unknown as Group;
      const { parts, shapeRests, rest, scanned } = divide(group);
      const counts = [...parts, ...shapeRests].map((entry) => entry.count);
      expect(counts.reduce((sum, one) => sum + one, rest + scanned)).toBe(total);
      expect([...counts, rest, scanned].every((one) => one >= 0)).toBe(true);
      expect(counts).not.toContain(0);
      const owed = found.reduce((sum, one) => sum + one.count, 0);
      expect(scanned).toBeLessThanOrEqual(Math.min(total, owed));
    }),
    runs(),
  );
});
