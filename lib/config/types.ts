/** What others code against: the shapes of a read configuration. Durations are ms. */
export type { ChannelConfig, ChannelOf, ChannelType } from './channels.js';
export type { Filter } from './filter.js';
export type { Rule, RuleInput, Severity } from './rules.js';
export type { Config, ConfigInput, LogSource, Silence } from './schema.js';
