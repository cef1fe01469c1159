/** The small port behind all state: a folder or a COS prefix. Keys use `/`, never start with it. */
export interface Store {
  /** `null` when the key does not exist. */
  get(key: string): Promise<StoredObject | null>;
  put(key: string, body: Uint8Array | string, options?: PutOptions): Promise<void>;
  /** Create only: `exists` when another writer was first (COS: x-cos-forbid-overwrite, 409 FileAlreadyExists). */
  putIfAbsent(key: string, body: Uint8Array | string, options?: PutOptions): Promise<'created' | 'exists'>;
  /** Every key below the prefix in ascending order, after `startAfter`. Listing may lag behind writes. */
  list(prefix: string, options?: { readonly startAfter?: string }): AsyncIterable<StoreEntry>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
  /** Where this is, for people: `cos://bucket/prefix` or a folder. */
  readonly location: string;
}

export interface PutOptions {
  readonly contentType?: string;
  readonly contentEncoding?: string;
}

export interface StoredObject {
  readonly body: Buffer;
  readonly lastModifiedMs: number;
}

export interface StoreEntry {
  readonly key: string;
  readonly size: number;
  readonly lastModifiedMs: number;
  readonly etag: string;
}
