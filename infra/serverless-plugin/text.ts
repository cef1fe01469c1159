import type { Change } from './resource.js';

const SIGN: Readonly<Record<Change['action'], string>> = { create: '+', update: '~', replace: '±', delete: '-' };

/** The plan as a person confirms it. */
export function describeChanges(changes: readonly Change[]): string {
  return changes
    .map((change) => {
      const details =
        change.details.length > 3
          ? [...change.details.slice(0, 3), `… ${change.details.length - 3} more`]
          : change.details;
      const foreign = change.foreign ? ' (made by somebody else)' : '';
      return `  ${SIGN[change.action]} ${change.what}${foreign}${details.length > 0 ? `: ${details.join(', ')}` : ''}`;
    })
    .join('\n');
}
