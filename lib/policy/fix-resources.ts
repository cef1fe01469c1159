/**
 * From the keys that were refused to the fewest resources that cover them without going beyond what they show:
 * two or more keys of one folder become `folder/*`, a lonely key stays itself, and never does a folder become the bucket.
 */

/** More resources than this in one statement nobody reads: folders are then joined in their common parent. */
const MAX_RESOURCES = 20;

interface Folder {
  readonly path: string;
  readonly keys: Set<string>;
}

/** Patterns below the bucket (`img/*`, `a/b.txt`), sorted. */
export function keyPatterns(keys: readonly string[]): string[] {
  let folders = new Map<string, Folder>();
  for (const key of keys) addKey(folders, folderOf(key), key);
  while (count(folders) > MAX_RESOURCES) {
    const joined = joinDeepest(folders);
    if (!joined) break;
    folders = joined;
  }
  return patternsOf(folders);
}

function addKey(folders: Map<string, Folder>, path: string, key: string): void {
  const folder = folders.get(path) ?? { path, keys: new Set<string>() };
  folder.keys.add(key);
  folders.set(path, folder);
}

/** With the slash at the end; empty at the root. */
function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/', key.length - 2) + 1);
}

function isWhole(folder: Folder): boolean {
  return folder.path !== '' && folder.keys.size > 1;
}

function count(folders: ReadonlyMap<string, Folder>): number {
  let sum = 0;
  for (const folder of folders.values()) sum += isWhole(folder) ? 1 : folder.keys.size;
  return sum;
}

/** Moves the deepest folders into their parents; null when only the first level is left. */
function joinDeepest(folders: ReadonlyMap<string, Folder>): Map<string, Folder> | null {
  const depth = Math.max(...[...folders.keys()].map((path) => path.split('/').length));
  if (depth <= 2) return null;
  const joined = new Map<string, Folder>();
  for (const [path, folder] of folders) {
    const target = path.split('/').length === depth ? folderOf(path) : path;
    for (const key of folder.keys) addKey(joined, target, key);
  }
  return joined;
}

function patternsOf(folders: ReadonlyMap<string, Folder>): string[] {
  const whole = [...folders.values()].filter(isWhole).map((folder) => folder.path);
  const inside = (key: string) => whole.some((path) => key.startsWith(path));
  const patterns = whole.filter((path) => !whole.some((other) => other !== path && path.startsWith(other)));
  const result = patterns.map((path) => `${path}*`);
  for (const folder of folders.values()) {
    const keys = [...folder.keys].filter((key) => !inside(key));
    result.push(...alone(keys));
  }
  return result.sort();
}

/** Keys that share no folder: one by one, or by their common beginning when there are many. */
function alone(keys: readonly string[]): string[] {
  if (keys.length <= MAX_RESOURCES) return [...keys];
  const groups = new Map<string, string[]>();
  for (const key of keys) {
    const first = [...key][0]!;
    groups.set(first, [...(groups.get(first) ?? []), key]);
  }
  return [...groups.values()].map((group) => (group.length === 1 ? group[0]! : `${commonPrefix(group)}*`));
}

function commonPrefix(keys: readonly string[]): string {
  let prefix = [...keys[0]!];
  for (const key of keys) {
    const characters = [...key];
    const differs = prefix.findIndex((character, i) => character !== characters[i]);
    if (differs >= 0) prefix = prefix.slice(0, differs);
  }
  return prefix.join('');
}
