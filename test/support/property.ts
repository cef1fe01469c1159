/**
 * Number of runs of a property test: 1,000 unless `COS403_RUNS` says otherwise (the long script sets 10,000).
 * `cost` divides it for properties whose single run is expensive.
 */
export function runs(cost = 1): { numRuns: number } {
  return { numRuns: Math.max(10, Math.round(Number(process.env['COS403_RUNS'] ?? 1000) / cost)) };
}
