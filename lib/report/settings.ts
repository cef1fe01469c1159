import type { Config } from '../config/types.js';
import type { DaySettings } from './day.js';

/** What a report needs of the configuration. */
export function settingsOf(config: Pick<Config, 'timeZone' | 'privacy' | 'networks' | 'logs' | 'report'>): DaySettings {
  return {
    timeZone: config.timeZone,
    privacy: config.privacy,
    networks: Object.entries(config.networks).map(([name, cidrs]) => ({ name, cidrs })),
    watched: [...new Set(config.logs.flatMap((log) => log.watch))].sort(),
    callBudget: config.report.callBudget,
  };
}
