import { SCANNER_PATHS } from './options.js';

/** Path hashes kept an address: enough to tell 50 apart and to estimate beyond. */
const KEPT_PATHS = 64;
/** Addresses watched in all groups together. */
const MAX_ADDRESSES = 20_000;

/** One address of a group of anonymous denials. */
export interface Address {
  readonly ip: string;
  count: number;
  succeeded: boolean;
  /** The smallest hashes of its paths, ascending. */
  paths: number[];
}

/** Addresses among anonymous denials: how many paths each tried, and whether it ever succeeded. */
export class ScannerStore {
  private readonly groups = new Map<number, Map<string, Address>>();
  private total = 0;

  denied(detail: number, ip: string, pathHash: number): void {
    const address = this.address(detail, ip);
    if (address === null) return;
    address.count++;
    addPath(address.paths, pathHash);
  }

  /** A success of an address that was refused before. */
  succeeded(detail: number, ip: string): void {
    const address = this.groups.get(detail)?.get(ip);
    if (address !== undefined) address.succeeded = true;
  }

  merge(detail: number, other: Address): void {
    const address = this.address(detail, other.ip);
    if (address === null) return;
    address.count += other.count;
    address.succeeded ||= other.succeeded;
    for (const hash of other.paths) addPath(address.paths, hash);
  }

  addresses(detail: number): Iterable<Address> {
    return this.groups.get(detail)?.values() ?? [];
  }

  /** Addresses that look like a scanner, by count. */
  scanners(detail: number): { remoteIp: string; count: number; paths: number }[] {
    const found: { remoteIp: string; count: number; paths: number }[] = [];
    for (const address of this.addresses(detail)) {
      if (address.succeeded || address.paths.length < SCANNER_PATHS) continue;
      found.push({ remoteIp: address.ip, count: address.count, paths: distinctPaths(address) });
    }
    return found.sort((a, b) => b.count - a.count || (a.remoteIp < b.remoteIp ? -1 : 1));
  }

  private address(detail: number, ip: string): Address | null {
    let group = this.groups.get(detail);
    if (group === undefined) {
      group = new Map();
      this.groups.set(detail, group);
    }
    let address = group.get(ip);
    if (address === undefined) {
      if (this.total >= MAX_ADDRESSES) return null;
      this.total++;
      address = { ip, count: 0, succeeded: false, paths: [] };
      group.set(ip, address);
    }
    return address;
  }
}

/** Exact up to 63 paths; beyond, estimated from how closely the smallest 64 hashes lie. */
function distinctPaths(address: Address): number {
  const { paths } = address;
  if (paths.length < KEPT_PATHS) return paths.length;
  return Math.min(address.count, Math.round(((KEPT_PATHS - 1) * 2 ** 32) / Math.max(1, paths[KEPT_PATHS - 1]!)));
}

function addPath(paths: number[], hash: number): void {
  if (paths.length === KEPT_PATHS && hash >= paths[KEPT_PATHS - 1]!) return;
  let at = paths.length;
  while (at > 0 && paths[at - 1]! >= hash) at--;
  if (paths[at] === hash) return;
  paths.splice(at, 0, hash);
  if (paths.length > KEPT_PATHS) paths.pop();
}
