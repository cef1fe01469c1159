/** Field 30 taken apart. */
export interface RequestLine {
  /** As sent, with the leading slash. */
  readonly rawPath: string;
  /** Without the bucket of a path-style request; `/` when nothing else is left. */
  readonly path: string;
  /** Without `?`, empty when there is none. Secrets are still in it. */
  readonly query: string;
}

const NONE: RequestLine = { rawPath: '', path: '', query: '' };

/** `GET /key?query HTTP/1.1`, also in absolute form; anything else gives empty parts. */
export function splitRequestLine(line: string, host: string, bucket: string): RequestLine {
  const first = line.indexOf(' ');
  if (first <= 0) return NONE;
  const last = line.lastIndexOf(' HTTP/');
  let target = line.slice(first + 1, last > first ? last : line.length);
  const absolute = /^https?:\/\/[^/?]*/i.exec(target);
  if (absolute !== null) target = target.slice(absolute[0].length);
  const mark = target.indexOf('?');
  const sent = mark < 0 ? target : target.slice(0, mark);
  const rawPath = sent.startsWith('/') ? sent : `/${sent}`;
  return { rawPath, path: withoutBucket(rawPath, host, bucket), query: mark < 0 ? '' : target.slice(mark + 1) };
}

function withoutBucket(path: string, host: string, bucket: string): string {
  if (bucket === '-' || host.startsWith(`${bucket}.`) || !isPathStyleHost(host)) return path;
  const prefix = `/${bucket}`;
  if (path === prefix) return '/';
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
}

/** `cos.<region>.myqcloud.com` and its twins: the bucket stands in the path. */
export function isPathStyleHost(host: string): boolean {
  return /^cos(?:-internal)?\.[a-z0-9-]+\.(?:myqcloud\.com|tencentcos\.cn)$/.test(host);
}
