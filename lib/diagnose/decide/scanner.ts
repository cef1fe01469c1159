import { check, logged } from '../checks/check.js';
import { type Finding, ruleOut } from '../finding.js';
import type { View } from '../view.js';

/** Addresses that try many paths without a signature and without a success (contract 6): their share of the group is noise. */
export function scannerFinding(view: View): Finding {
  const scanners = view.group.scanners ?? [];
  const addresses = scanners.map((scanner) => scanner.remoteIp);
  const paths = Math.max(0, ...scanners.map((scanner) => scanner.paths));
  return {
    cause: 'scanner-noise',
    // That nothing of it is a customer is concluded from behaviour.
    confidence: 'likely',
    subject: view.group.bucket,
    params: {
      addresses: addresses.slice(0, 5).join(', ') + (addresses.length > 5 ? ` +${addresses.length - 5}` : ''),
      paths: String(paths),
    },
    checks: [
      check(
        'scanner-pattern',
        'fail',
        {
          en: `${addresses.length} address(es) with at least 50 distinct paths each and no success.`,
          zh: `${addresses.length} 个地址各访问了至少 50 个不同路径且没有成功。`,
        },
        scanners.slice(0, 5).map((scanner) => logged('remoteIp', scanner)),
      ),
    ],
    ruledOut: ruleOut(
      { en: 'nobody asks for so many private paths by mistake', zh: '不会有人误访问如此多的私有路径' },
      'anonymous-private',
    ),
  };
}
