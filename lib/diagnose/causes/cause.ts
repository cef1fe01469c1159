import type { Kind } from '../../denial/kinds.js';
import type { FactRequest } from '../../facts/snapshot.js';
import type { Text } from '../../lang.js';
import type { CauseId } from '../ids.js';
import type { PageId } from '../pages.js';

/**
 * One cause as people read it. `summary` and `steps` are templates: `{name}` is filled with what the finding knows
 * (see `fill` in `../template.ts`); both languages use the same names, a test keeps that.
 */
export interface Cause {
  readonly id: CauseId;
  /** Where it usually shows; `any` when the log's code says nothing about it. */
  readonly kinds: readonly Kind[] | 'any';
  readonly title: Text;
  readonly summary: Text;
  /** What proves it. */
  readonly proves: Text;
  /** What disproves it. */
  readonly disproves: Text;
  /** What it asks the cloud for, beyond the log; empty when the log alone decides. */
  readonly facts: readonly FactRequest['fact'][];
  readonly steps: readonly Text[];
  readonly pages: readonly PageId[];
}
