import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The user `nobody` of every Linux. */
const NOBODY = { uid: 65534, gid: 65534 };

/**
 * Who runs functions when the local cloud itself runs as root: modes do not bind root, and the code folder shall be read-only.
 * Empty (the same user) when it is not root, or when `nobody` could not start this Node.
 */
export function functionUser(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  for (let path = process.execPath; ; path = dirname(path)) {
    if ((statSync(path).mode & 0o005) !== 0o005) return {};
    if (path === dirname(path)) return NOBODY;
  }
}
