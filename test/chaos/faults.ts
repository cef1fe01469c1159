/** Trouble of every sort at once, its dice seeded. */
export function faultsOf(seed: number): object[] {
  const one = (operation: string, fault: string, probability: number, more: object = {}) => {
    return { operation, fault, probability, seed: seed * 31 + operation.length * 7 + fault.length, ...more };
  };
  return [
    one('cos:*', 'error', 0.06, { status: 503, code: 'ServiceUnavailable' }),
    one('cos:*', 'reset', 0.04),
    one('cos:*', 'throttle', 0.04),
    one('cos:GetBucket', 'lag', 0.3, { seconds: 240 }),
    one('cos:PutObject', 'cut', 0.08),
    one('cos:DeleteObject', 'cut', 0.08),
    one('cam:*', 'error', 0.1),
    one('sink:*', 'error', 0.15, { status: 502 }),
    one('sink:*', 'throttle', 0.1),
    one('sink:*', 'reset', 0.1),
    one('sink:*', 'cut', 0.1),
    one('smtp', 'error', 0.2, { status: 451 }),
  ];
}
