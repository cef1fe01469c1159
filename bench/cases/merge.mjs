import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { here } from '../data.mjs';
import { LogGenerator } from '../generate.mjs';
import { compare, interleaved, NODE } from '../measure.mjs';
import { same } from '../verify.mjs';

const PARTIALS = 288;
/** Five minutes with about a thousand groups, nearly the same ones in all of them. */
const SHAPE = { lines: 8_000, rate: 0.5, pool: 260, strays: 0, seconds: 300 };
const LISTS = ['codes', 'messages', 'actions', 'accessKeys', 'remoteIps', 'paths', 'userAgents', 'hosts', 'referers'];
const COUNTED = new Set(['codes', 'messages', 'actions', 'accessKeys']);

/** The room that merges, bundled as the functions have it. */
async function bundle(folder) {
  const { build } = createRequire(join(here, '../package.json'))('esbuild');
  const outfile = join(folder, 'aggregate.mjs');
  await build({
    entryPoints: [join(here, '../lib/aggregate/index.ts')],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  return outfile;
}

/**
 * A day of partials: as the function writes them (`full`), and with counts only (`counts`); beside them the same content as gzip TSV: a row
 * for each group, and for the full ones a row for each listed value.
 */
async function partials(folder, outfile) {
  const folders = Object.fromEntries(
    ['full', 'counts', 'full-tsv', 'counts-tsv'].map((name) => [name, join(folder, name)]),
  );
  const { Aggregator, encodePartial, toScanResult } = await import(outfile);
  for (const path of Object.values(folders)) mkdirSync(path, { recursive: true });
  if (readdirSync(folders['counts-tsv']).length === PARTIALS) return folders;
  for (let i = 0; i < PARTIALS; i++) {
    const generator = new LogGenerator({ ...SHAPE, seed: 500 + i, start: Date.UTC(2026, 10, 22) / 1000 + i * 300 });
    const log = Array.from({ length: SHAPE.lines }, () => `${generator.line()}\n`).join('');
    for (const [kind, options] of Object.entries({ full: {}, counts: { detailGroups: 0 } })) {
      const aggregator = new Aggregator(options);
      await aggregator.addStream(Readable.from([Buffer.from(log)]));
      const name = String(i).padStart(3, '0');
      const source = {
        bucket: 'logs-1250000000',
        key: `${name}.gz`,
        etag: name,
        size: log.length,
        lastModified: '2026-11-22T00:00:00Z',
      };
      writeFileSync(join(folders[kind], `${name}.json.gz`), encodePartial(aggregator.aggregate, source));
      const scan = toScanResult(aggregator.aggregate);
      const rows = scan.groups.map((one) =>
        [i, one.bucket, one.kind, one.requester, 'count', '', one.count, one.firstSeen, one.lastSeen].join('\t'),
      );
      if (kind === 'full') {
        for (const one of scan.groups) {
          for (const list of LISTS) {
            for (const { value, count } of COUNTED.has(list) ? one[list] : one[list].top)
              rows.push([i, one.bucket, one.kind, one.requester, list, value, count, '', ''].join('\t'));
          }
        }
      }
      writeFileSync(join(folders[`${kind}-tsv`], `${name}.tsv.gz`), gzipSync(`${rows.join('\n')}\n`));
    }
  }
  return folders;
}

/** Groups of a merged day as rows `bucket kind requester count`, sorted. */
function rowsOf(command) {
  const text = execFileSync('bash', ['-c', `${command} 2> /dev/null`], { maxBuffer: 1 << 30 }).toString();
  if (!text.startsWith('{')) {
    const rows = text.split('\n').filter((row) => row.startsWith('count\t'));
    return rows.map((row) => row.split('\t').slice(1, 5).join(' ')).sort();
  }
  const { groups } = JSON.parse(text);
  return groups.map((one) => `${one.bucket} ${one.kind} ${one.requester} ${one.count}`).sort();
}

/** A day of 288 partials with a thousand groups each, merged and written, beside DuckDB that adds up the same as gzip TSV. */
export async function merge(context) {
  const folder = join(context.folder, 'merge');
  mkdirSync(folder, { recursive: true });
  const outfile = await bundle(folder);
  const folders = await partials(folder, outfile);
  const ours = (name) => `${NODE} ${join(here, 'peers/merge.mjs')} ${outfile} ${folders[name]}`;
  const duckdb = (name) => `${NODE} ${join(here, 'peers/merge-duckdb.mjs')} ${folders[name]} ${name.split('-')[0]}`;
  const commands = {
    'DuckDB, counts': duckdb('counts-tsv'),
    'cos403, counts': ours('counts'),
    'DuckDB, lists too': duckdb('full-tsv'),
    'cos403, whole partials': ours('full'),
  };
  if (!existsSync(join(here, 'node_modules/@duckdb/node-api')))
    throw new Error('DuckDB is missing: (cd bench && npm ci)');
  const expected = rowsOf(commands['DuckDB, counts']);
  for (const [name, command] of Object.entries(commands))
    same(`groups of ${name}`, rowsOf(command).join('\n'), expected.join('\n'));
  const runs = interleaved(commands, context.rounds);
  const bytes = (name) =>
    readdirSync(folders[name]).reduce((sum, file) => sum + readFileSync(join(folders[name], file)).length, 0);
  const rows = readdirSync(folders.counts).length;
  return {
    facts: {
      partials: rows,
      groups: expected.length,
      'bytes of whole partials': bytes('full'),
      'bytes of lists as TSV': bytes('full-tsv'),
      'bytes of counts as TSV': bytes('counts-tsv'),
    },
    tools: compare(runs, 'DuckDB, counts'),
    toLists: compare(runs, 'DuckDB, lists too'),
  };
}
