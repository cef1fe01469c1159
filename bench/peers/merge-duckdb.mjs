// `node merge-duckdb.mjs FOLDER counts|full`: DuckDB adds up the groups (and the ten most frequent values of each list) of a day as TSV.
import { DuckDBInstance } from '@duckdb/node-api';

const [folder, content] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const db = await instance.connect();
const names = ['slot', 'bucket', 'kind', 'requester', 'list', 'value', 'n', 'first', 'last'];
const columns = names.map((name) => `${name}: '${name === 'n' || name === 'slot' ? 'BIGINT' : 'VARCHAR'}'`).join(', ');
await db.run(`
  CREATE TEMP TABLE day AS
  SELECT list, bucket, kind, requester, value, sum(n) AS n, min(first) AS first, max(last) AS last
  FROM read_csv('${folder}/*.tsv.gz', delim = '\t', quote = '', escape = '', header = false, auto_detect = false, columns = {${columns}})
  GROUP BY ALL`);
const out = [];
const print = async (sql) => {
  for (const row of (await db.runAndReadAll(sql)).getRows()) out.push(row.join('\t'));
};
await print("SELECT list, bucket, kind, requester, n, first, last FROM day WHERE list = 'count' ORDER BY n DESC");
if (content === 'full') {
  await print(`
    SELECT list, bucket, kind, requester, value, n, distinct_values FROM (
      SELECT *, row_number() OVER (PARTITION BY list, bucket, kind, requester ORDER BY n DESC, value) AS place,
        count(*) OVER (PARTITION BY list, bucket, kind, requester) AS distinct_values
      FROM day WHERE list <> 'count')
    WHERE place <= 10`);
}
process.stdout.write(`${out.join('\n')}\n`);
