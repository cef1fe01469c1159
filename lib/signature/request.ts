import { decodePercent } from './encode.js';

/** A request as it went over the wire: nothing normalised, because a signature covers what was sent. */
export interface WireRequest {
  readonly method: string;
  /** Percent-encoded as sent, dot segments and all, with its leading slash and without the query. */
  readonly path: string;
  /** As sent, without `?`; empty when there was none. */
  readonly query: string;
  /** Names in lower case; several values joined with `,`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A query parameter, decoded. `x` and `x=` are the same to COS. */
export type Parameter = readonly [name: string, value: string];

/** The query's parameters in the order sent, decoded. `+` stays a plus: COS writes a space as `%20` (7778). */
export function parseQuery(query: string): Parameter[] {
  const parameters: Parameter[] = [];
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    if (equals < 0) parameters.push([decodePercent(part), '']);
    else parameters.push([decodePercent(part.slice(0, equals)), decodePercent(part.slice(equals + 1))]);
  }
  return parameters;
}

/** Splits `http://host/path?query`, `/path?query` or `host/path` without touching dot segments or encoding; the fragment is dropped. */
export function splitUrl(url: string): { readonly host: string | null; readonly path: string; readonly query: string } {
  const hash = url.indexOf('#');
  const bare = hash < 0 ? url : url.slice(0, hash);
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(bare);
  const rest = scheme ? bare.slice(scheme[0].length) : bare;
  const pathStart = scheme || !rest.startsWith('/') ? rest.search(/[/?]/) : 0;
  const authority = pathStart < 0 ? rest : rest.slice(0, pathStart);
  const target = pathStart < 0 ? '' : rest.slice(pathStart);
  const question = target.indexOf('?');
  const path = question < 0 ? target : target.slice(0, question);
  return {
    host: authority === '' ? null : authority.slice(authority.lastIndexOf('@') + 1),
    path: path === '' ? '/' : path,
    query: question < 0 ? '' : target.slice(question + 1),
  };
}
