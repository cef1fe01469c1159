import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BOOTSTRAP } from './bootstrap.js';
import { functionUser } from './function-user.js';
import { unzip } from './unzip.js';

/** Unpacked code of functions, one read-only folder per zip (`/var/user` of the real thing), and the scratch folders of instances. */
export class CodeFolders {
  readonly #base = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  readonly #folders = new Map<string, string>();
  readonly bootstrap = join(this.#base, 'bootstrap.cjs');
  #scratch = 0;

  constructor() {
    // Another user than ours must reach what is inside, but need not look around.
    if (functionUser().uid !== undefined) chmodSync(this.#base, 0o711);
    writeFileSync(this.bootstrap, BOOTSTRAP);
    chmodSync(this.bootstrap, 0o444);
  }

  /** The folder with the zip's files. The same code is unpacked once. */
  code(hash: string, zip: Buffer): string {
    const known = this.#folders.get(hash);
    if (known) return known;
    const folder = join(this.#base, `code-${this.#folders.size}`);
    const folders = new Set([folder]);
    mkdirSync(folder);
    for (const entry of unzip(zip)) {
      const file = join(folder, entry.path);
      for (let dir = dirname(file); !folders.has(dir); dir = dirname(dir)) folders.add(dir);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, entry.body);
      chmodSync(file, entry.executable ? 0o555 : 0o444);
    }
    for (const dir of folders) chmodSync(dir, 0o555);
    this.#folders.set(hash, folder);
    return folder;
  }

  /** A fresh `/tmp` for one instance. */
  scratch(): string {
    const folder = join(this.#base, `tmp-${++this.#scratch}`);
    mkdirSync(folder);
    const { uid, gid } = functionUser();
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    return folder;
  }

  /** Removes a scratch folder. */
  drop(scratch: string): void {
    rmSync(scratch, { recursive: true, force: true });
  }

  remove(): void {
    if (!existsSync(this.#base)) return;
    for (const folder of this.#folders.values()) writable(folder);
    rmSync(this.#base, { recursive: true, force: true });
  }
}

/** Read-only folders cannot be emptied by other users than root. */
function writable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) writable(join(folder, entry.name));
  }
}
