import type { SettingsChange } from './model.js';
import { MAX_CHANGES } from './options.js';

/** The latest settings changes, each once, whatever the order in which they come. */
export class Changes {
  private list: SettingsChange[] = [];
  private readonly keys = new Set<string>();

  add(change: SettingsChange): void {
    const key = keyOf(change);
    if (this.keys.has(key)) return;
    this.keys.add(key);
    this.list.push(change);
    if (this.list.length >= 2 * MAX_CHANGES) this.trim();
  }

  /** Oldest first. */
  sorted(): SettingsChange[] {
    this.trim();
    return [...this.list];
  }

  private trim(): void {
    this.list.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    for (const gone of this.list.splice(0, Math.max(0, this.list.length - MAX_CHANGES))) this.keys.delete(keyOf(gone));
  }
}

function keyOf(change: SettingsChange): string {
  return `${change.time}\u0000${change.bucket}\u0000${change.action}\u0000${change.requester}`;
}
