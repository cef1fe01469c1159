/** Series of a stacked chart: five by size and the rest. The page's style gives the classes `f-k0` … `f-k5` their colours. */
export const SERIES = 6;

/** Colours that only stand for a class: the sanitiser turns them into one. */
export const COLOURS: Readonly<Record<string, string>> = {
  '#c00000': 'k0',
  '#c00001': 'k1',
  '#c00002': 'k2',
  '#c00003': 'k3',
  '#c00004': 'k4',
  '#c00005': 'k5',
  '#c00010': 'ref',
  '#c00020': 'grid',
  '#c00021': 'label',
};
export const seriesColour = (index: number) => `#c0000${Math.min(index, SERIES - 1)}`;
export const REFERENCE = '#c00010';
export const GRID = '#c00020';
export const LABEL = '#c00021';
