import { isIP } from 'node:net';
import { type Command, Option } from 'commander';
import { KINDS, type Kind } from '../lib/denial/kinds.js';
import type { Lang } from '../lib/lang.js';
import { UsageError } from './errors.js';

/** Options that every reading command shares; a command adds the groups it honours. */
export interface FilterOptions {
  since?: number;
  until?: number;
  bucket?: string;
  kind?: Kind;
  requester?: string;
  ip?: string;
  requestId?: string;
}
export interface InputOptions extends FilterOptions {
  jobs?: number;
  maxGroups?: number;
  region?: string;
}
export interface OutputOptions {
  format: string;
  out?: string;
  lang: Lang;
  quiet?: boolean;
  mask?: boolean;
  top?: number;
  config?: string;
}

export const REPORT_FORMATS = ['table', 'json', 'ndjson', 'csv', 'markdown', 'html'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `24h`, `90m`, `7d` before now, or an ISO 8601 time (without a zone: UTC). Ms since the epoch. */
export function parseTime(text: string, nowMs: number): number {
  const age = /^(\d+)\s*([smhdw])$/i.exec(text.trim());
  if (age) return nowMs - Number(age[1]) * UNITS[age[2]!.toLowerCase()]!;
  const day = /^\d{4}-\d\d-\d\d/.exec(text)?.[0];
  const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(text) || text === day ? text : `${text}Z`;
  const ms = day !== undefined && isDay(day) ? Date.parse(zoned) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new UsageError(
      'bad-time',
      `"${text}" is no time: give an ISO time like 2026-11-23T10:00:00Z, or an age like 24h or 7d`,
    );
  }
  return ms;
}

/** JavaScript reads 30 February as 2 March: what is no day must not silently become another. */
function isDay(day: string): boolean {
  const ms = Date.parse(day);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}

/** A whole number from 1. */
export function parseCount(name: string): (text: string) => number {
  return (text) => {
    if (!/^[1-9]\d{0,9}$/.test(text))
      throw new UsageError('bad-number', `${name} takes a whole number from 1, not "${text}"`);
    return Number(text);
  };
}

function parseKind(text: string): Kind {
  const kind = KINDS.find((known) => known === text);
  if (!kind) throw new UsageError('bad-kind', `"${text}" is no kind; the kinds are ${KINDS.join(', ')}`);
  return kind;
}

function parseAddress(text: string): string {
  // Half an address would find nothing, which reads like "nothing was refused".
  if (isIP(text) === 0) throw new UsageError('bad-address', `"${text}" is no IP address; write it whole, as 192.0.2.1`);
  return text;
}

export function addFilterOptions(command: Command, nowMs: () => number): Command {
  return command
    .option('--since <time>', 'only records from this time on (ISO time, or an age like 24h)', (text) =>
      parseTime(text, nowMs()),
    )
    .option('--until <time>', 'only records before this time', (text) => parseTime(text, nowMs()))
    .option('--bucket <name>', 'only this bucket')
    .option('--kind <kind>', 'only denials of this kind', parseKind)
    .option('--requester <id>', 'only denials of this requester')
    .option('--ip <address>', 'only requests from this address', parseAddress)
    .option('--request-id <id>', 'only the request with this id');
}

export function addInputOptions(command: Command, nowMs: () => number): Command {
  return addFilterOptions(command, nowMs)
    .option('--jobs <n>', 'threads to read with (default: one per core)', parseCount('--jobs'))
    .option(
      '--max-groups <n>',
      'groups kept before the rest is summed up as others (default 100000)',
      parseCount('--max-groups'),
    )
    .option('--region <region>', 'region of cos:// inputs (default: asked with HEAD Bucket)');
}

export function addOutputOptions(command: Command, formats: readonly string[]): Command {
  command
    .addOption(new Option('--format <format>', 'how to print the result').choices([...formats]).default('table'))
    .option('--out <file>', 'write to a file, whole or not at all')
    .addOption(new Option('--lang <lang>', 'language of the text').choices(['en', 'zh']).default('en'))
    .option('--quiet', 'no progress and no notes on standard error');
  return command;
}

export function addMaskOption(command: Command): Command {
  return command
    .option('--mask', 'mask SecretIds and addresses')
    .option('--no-mask', 'show SecretIds and addresses as logged');
}

export function addTopOption(command: Command): Command {
  return command.option('--top <n>', 'rows of the table (default 20)', parseCount('--top'));
}
