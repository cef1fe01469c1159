import type { Aggregate } from './aggregate.js';
import { type Column, NumberColumn } from './column.js';
import type { Numbers, Texts } from './columns.js';
import type { Interner } from './interner.js';
import { LISTS } from './options.js';

/** How an aggregate is written as columns. */
export interface Form {
  /** Place of a text in the dictionary, by its number. */
  place(id: number): number;
  /** The dictionary: asked for when everything is written. */
  strings(): Texts;
  /** `false`: rows stand in any order. */
  readonly sorts: boolean;
  column(): Column;
  /** What a column that `column` gave holds. */
  values(column: Column): Numbers;
}

/** Arrays that JSON takes; of the texts those that are used, texts and rows sorted, so that equal aggregates give equal bytes. */
export function canonicalForm(aggregate: Aggregate): Form {
  const rank = ranks(aggregate);
  return {
    place: (id) => rank[id]!,
    strings: () => usedStrings(aggregate.interner, rank),
    sorts: true,
    column: () => [] as number[],
    values: (column) => column as number[],
  };
}

/** Everything as it stands, in buffers: made and merged at a fraction of the time, and handed over by a thread without a copy. */
export class RawForm implements Form {
  readonly sorts = false;
  private readonly places: Int32Array;
  private bytes: Buffer = Buffer.allocUnsafeSlow(1 << 14);
  private used = 0;
  private readonly ends: number[] = [];

  constructor(private readonly interner: Interner) {
    this.places = new Int32Array(interner.size);
  }

  place(id: number): number {
    if (this.places[id] === 0) {
      const length = this.interner.byteLength(id);
      while (this.used + length > this.bytes.length) {
        const bigger = Buffer.allocUnsafeSlow(this.bytes.length * 2);
        this.bytes.copy(bigger, 0, 0, this.used);
        this.bytes = bigger;
      }
      this.used += this.interner.copy(id, this.bytes, this.used);
      this.places[id] = this.ends.push(this.used);
    }
    return this.places[id]! - 1;
  }

  strings(): Texts {
    return { bytes: this.bytes.subarray(0, this.used), ends: Uint32Array.from(this.ends) };
  }

  column(): Column {
    return new NumberColumn();
  }

  values(column: Column): Numbers {
    return (column as NumberColumn).values;
  }
}

/** Rows from 0 to `count` in their order. */
export function rowsOf(form: Form, count: number, compare: (a: number, b: number) => number): Int32Array {
  const rows = new Int32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return form.sorts ? rows.sort(compare) : rows;
}

/** A column of one number for each row. */
export function columnOf(form: Form, rows: ArrayLike<number>, value: (row: number) => number): Numbers {
  const column = form.column();
  for (let i = 0; i < rows.length; i++) column.push(value(rows[i]!));
  return form.values(column);
}

/** Place of every used text among the used texts in the order of their bytes; -1 for texts that nothing refers to. */
function ranks(aggregate: Aggregate): Int32Array {
  const { interner, groups, lists, shapes, samples, scanners } = aggregate;
  const sampleIds: number[] = [];
  for (let group = 0; group < groups.size; group++) {
    const detail = groups.details[group]!;
    if (detail < 0) continue;
    for (const sample of samples.samples(detail)) sampleIds.push(...sample.texts);
    for (const address of scanners.addresses(detail)) sampleIds.push(address.ip);
  }
  const used = new Uint8Array(interner.size);
  for (const id of sampleIds) used[id] = 1;
  for (let row = 0; row < aggregate.bucketCount; row++) used[aggregate.bucketName(row)] = 1;
  for (let group = 0; group < groups.size; group++) {
    used[groups.requester(group)] = 1;
    const detail = groups.details[group]!;
    if (detail < 0) continue;
    for (let list = detail * LISTS.length; list < (detail + 1) * LISTS.length; list++) {
      lists.each(list, (id) => {
        used[id] = 1;
      });
    }
    for (const shape of shapes.shapes(detail)) {
      for (const id of shape.texts) used[id] = 1;
      for (const { path, ip, params } of shape.requests) {
        used[path] = 1;
        used[ip] = 1;
        if (params > 0) used[params - 1] = 1;
      }
    }
  }
  return rankByBytes(interner, used);
}

function rankByBytes(interner: Interner, used: Uint8Array): Int32Array {
  const ids: number[] = [];
  for (let id = 0; id < used.length; id++) if (used[id] === 1) ids.push(id);
  ids.sort((a, b) => interner.compare(a, b));
  const rank = new Int32Array(used.length).fill(-1);
  for (let i = 0; i < ids.length; i++) rank[ids[i]!] = i;
  return rank;
}

function usedStrings(interner: Interner, rank: Int32Array): string[] {
  const strings: string[] = [];
  for (let id = 0; id < rank.length; id++) if (rank[id]! >= 0) strings[rank[id]!] = interner.text(id);
  return strings;
}
