import { ROLES } from '../infra/role/index.js';

/** The least CAM policy of whoever runs the command, for one bucket: `docs/least-policy.json`. */
export function leastPolicyJson(): string {
  const bucket = 'examplebucket-1250000000';
  const unused = { bucket, prefix: '' };
  const scope = { region: 'ap-guangzhou', appId: '1250000000', logs: [], state: unused, watch: [bucket] };
  return `${JSON.stringify(ROLES.command(scope), null, 2)}\n`;
}
