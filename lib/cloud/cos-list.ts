import type { CosClient } from './cos.js';
import { children, parseAnswer, textOf } from './cos-xml.js';

export interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly storageClass: string;
}

export interface ListOptions {
  /** Only keys after this one. */
  readonly startAfter?: string;
  /** Group keys that share what comes before this character after the prefix; the groups are given to `onPrefix`. */
  readonly delimiter?: string;
  readonly onPrefix?: (prefix: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Keys below a prefix in ascending order, page by page. */
export async function* listObjects(
  raw: CosClient['raw'],
  bucket: string,
  prefix: string,
  options: ListOptions = {},
): AsyncGenerator<ListedObject> {
  let marker = options.startAfter ?? '';
  for (;;) {
    const answer = await raw({
      bucket,
      action: 'cos:GetBucket',
      method: 'GET',
      query: {
        prefix,
        'max-keys': '1000',
        // Keys may hold characters that XML cannot.
        'encoding-type': 'url',
        ...(marker ? { marker } : {}),
        ...(options.delimiter ? { delimiter: options.delimiter } : {}),
      },
      signal: options.signal,
    });
    const page = await parseAnswer(answer.body, 'ListBucketResult', 'cos:GetBucket');
    const encoded = textOf(page, 'EncodingType') === 'url';
    const decode = (key: string) => (encoded ? decodeKey(key) : key);
    let last = '';
    for (const common of children(page, 'CommonPrefixes')) {
      const found = decode(textOf(common, 'Prefix'));
      if (found > last) last = found;
      options.onPrefix?.(found);
    }
    for (const entry of children(page, 'Contents')) {
      const key = decode(textOf(entry, 'Key'));
      if (key > last) last = key;
      yield {
        key,
        size: Number(textOf(entry, 'Size')),
        etag: textOf(entry, 'ETag'),
        lastModifiedMs: Date.parse(textOf(entry, 'LastModified')),
        storageClass: textOf(entry, 'StorageClass'),
      };
    }
    if (textOf(page, 'IsTruncated') !== 'true') return;
    const next = decode(textOf(page, 'NextMarker')) || last;
    // A page that does not move on would be asked for ever.
    if (next === '' || next === marker) return;
    marker = next;
  }
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', '%20'));
  } catch {
    return key;
  }
}
