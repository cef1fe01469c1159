import type { Command } from 'commander';
import type { Aggregate } from '../../lib/aggregate/aggregate.js';
import type { Group, ScanResult } from '../../lib/aggregate/model.js';
import type { Mask } from '../../lib/aggregate/scan-json.js';
import type { Io } from '../io.js';
import {
  addInputOptions,
  addMaskOption,
  addOutputOptions,
  addTopOption,
  type InputOptions,
  type OutputOptions,
  REPORT_FORMATS,
} from '../options.js';
import type { Chunks } from '../output.js';
import type { AllGroups } from '../render/scan-table.js';
import { addConfigOption, type Masking, withConfig } from '../settings.js';
import { addStateOption, scanState, stateToRead } from '../state-scan.js';

const DEFAULT_TOP = 20;
const PIPE_WIDTH = 120;

export function registerScan(program: Command, io: Io): void {
  const command = program
    .command('scan')
    .description('Count and classify the 403s in access logs: by bucket, kind of refusal and requester.')
    .argument('[input...]', 'log files, folders, cos://<bucket-appid>/<prefix>, or - for standard input');
  addInputOptions(command, io.nowMs);
  addStateOption(addConfigOption(addTopOption(addMaskOption(addOutputOptions(command, REPORT_FORMATS)))));
  command.action(async (inputs: string[], given: InputOptions & OutputOptions & { readonly state?: string }) => {
    const options = await withConfig(command, given, io);
    const state = stateToRead(command, inputs, options.state, io);
    const { scan, failed } = await (state === undefined
      ? scanLogs(inputs, options, io)
      : scanState(io, state, options));
    const { writeOutput } = await import('../output.js');
    await writeOutput(io, options.out, await render(scan, options, io));
    if (failed) io.exit(1);
  });
}

async function scanLogs(inputs: readonly string[], options: InputOptions & OutputOptions, io: Io) {
  const { scanInputs } = await import('../scan.js');
  const { aggregate, failed } = await scanInputs(io, inputs, options);
  return { scan: aggregate, failed };
}

async function render(
  found: Aggregate | ScanResult,
  options: OutputOptions & { masking: Masking },
  io: Io,
): Promise<Chunks> {
  const { masking } = options;
  if (!masking.keys && !masking.addresses) {
    return 'schema' in found ? renderScan(found, options, io) : renderAggregate(found, undefined, options, io);
  }
  const { maskGroup, maskScan } = await import('../render/mask-scan.js');
  if ('schema' in found) return renderScan(maskScan(found, masking), options, io);
  const mask = { scan: (scan: ScanResult) => maskScan(scan, masking), group: (one: Group) => maskGroup(one, masking) };
  return renderAggregate(found, mask, options, io);
}

/** Makes one group at a time, so that a million requesters do not need a tree of objects each. */
async function renderAggregate(
  aggregate: Aggregate,
  mask: Mask | undefined,
  options: OutputOptions,
  io: Io,
): Promise<Chunks> {
  const { safeJsonChunks } = await import('../../lib/text/json.js');
  const { eachGroup, scanHead, toScanResult } = await import('../../lib/aggregate/scan-result.js');
  const { writeScanJson, writeScanNdjson } = await import('../../lib/aggregate/scan-json.js');
  const masked = (scan: ScanResult) => mask?.scan(scan) ?? scan;
  const groups = mask === undefined ? eachGroup(aggregate) : mapped(eachGroup(aggregate), mask.group);
  const { size } = aggregate.groups;
  switch (options.format) {
    case 'json':
      return safeJsonChunks(writeScanJson(aggregate, mask));
    case 'ndjson':
      return safeJsonChunks(writeScanNdjson(aggregate, mask));
    case 'csv':
      return (await import('../render/scan-csv.js')).renderScanCsv(groups);
    case 'markdown': {
      const { renderScanMarkdown } = await import('../render/scan-markdown.js');
      return renderScanMarkdown(masked(scanHead(aggregate)), options.lang, groups, size);
    }
    case 'html': {
      const { renderScanHtml } = await import('../render/scan-html.js');
      return renderScanHtml(masked(scanHead(aggregate)), options.lang, groups, size);
    }
    default: {
      const { allGroups } = await import('../render/scan-table.js');
      const shown = masked(toScanResult(aggregate, { top: options.top ?? DEFAULT_TOP }));
      return table(shown, allGroups(namesOf(aggregate)), options, io);
    }
  }
}

function* mapped<From, To>(values: Iterable<From>, change: (value: From) => To): Iterable<To> {
  for (const value of values) yield change(value);
}

function* namesOf(aggregate: Aggregate): Iterable<{ bucket: string; requester: string }> {
  const { groups, interner } = aggregate;
  for (let group = 0; group < groups.size; group++) {
    yield {
      bucket: interner.text(aggregate.bucketName(groups.bucket(group))),
      requester: interner.text(groups.requester(group)),
    };
  }
}

async function renderScan(scan: ScanResult, options: OutputOptions, io: Io): Promise<Chunks> {
  const { safeJson } = await import('../../lib/text/json.js');
  switch (options.format) {
    case 'json':
      return [`${safeJson(JSON.stringify(scan))}\n`];
    case 'ndjson':
      return (function* () {
        for (const group of scan.groups) yield `${safeJson(JSON.stringify(group))}\n`;
      })();
    case 'csv':
      return (await import('../render/scan-csv.js')).renderScanCsv(scan.groups);
    case 'markdown':
      return (await import('../render/scan-markdown.js')).renderScanMarkdown(scan, options.lang);
    case 'html':
      return (await import('../render/scan-html.js')).renderScanHtml(scan, options.lang);
    default: {
      const { allGroups } = await import('../render/scan-table.js');
      const shown = { ...scan, groups: scan.groups.slice(0, options.top ?? DEFAULT_TOP) };
      return table(shown, allGroups(scan.groups), options, io);
    }
  }
}

async function table(scan: ScanResult, all: AllGroups, options: OutputOptions, io: Io): Promise<Chunks> {
  const width = options.out === undefined ? (io.stdout.columns ?? PIPE_WIDTH) : PIPE_WIDTH;
  const { renderScanTable } = await import('../render/scan-table.js');
  return [renderScanTable(scan, { lang: options.lang, width, all })];
}
