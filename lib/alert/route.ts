import type { ChannelConfig } from '../config/types.js';
import type { Channel } from '../notify/message.js';
import { compareSeverity, type Severity } from './rules-types.js';

/** The channels that hear of an incident: those its rules name (`null`: all), from their lowest severity on. */
export function channelsFor(
  channels: readonly Channel[],
  configs: Readonly<Record<string, ChannelConfig>>,
  severity: Severity,
  named: readonly string[] | null,
): readonly Channel[] {
  return channels.filter((channel) => {
    if (named !== null && !named.includes(channel.name)) return false;
    const least = configs[channel.name]?.minSeverity;
    return least === undefined || compareSeverity(severity, least) >= 0;
  });
}
