/** The room's door: what other rooms use. */
export { Aggregate } from './aggregate.js';
export { Aggregator, type FileOutcome } from './aggregator.js';
export { mergeAggregates, PartialMerger } from './merger.js';
export type * from './model.js';
export type { AggregateOptions, Filters } from './options.js';
export {
  type DecodedPartial,
  type DecodedRollup,
  type DecodeFailure,
  decodePartial,
  decodeRollup,
  encodePartial,
  encodeRollup,
  type Partial,
  type PartialSource,
  type Rollup,
} from './partial.js';
export { writeScanJson } from './scan-json.js';
export { toScanResult } from './scan-result.js';
export { viewOf, type Window } from './view.js';
